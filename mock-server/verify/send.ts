import http from 'node:http';
import https from 'node:https';
import type { AnswerMessage, RequestMessage } from '@sparring/contracts';

/** Reading stops when an answer is larger than this. */
const MAX_ANSWER_BYTES = 1024 * 1024;
const TIMEOUT_MS = 30_000;

/** Sends requests exactly as they were composed, with a limited rate. */
export interface Sender {
  send(request: RequestMessage): Promise<AnswerMessage>;
  close(): void;
}

/** Creates a function that waits as long as the rate requires. */
function pacer(maxRequestsPerSecond: number | undefined): () => Promise<void> {
  let nextMs = 0;
  return async () => {
    if (maxRequestsPerSecond === undefined) return;
    const nowMs = performance.now();
    const waitMs = Math.max(0, nextMs - nowMs);
    nextMs = nowMs + waitMs + 1000 / maxRequestsPerSecond;
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  };
}

function read(
  answer: http.IncomingMessage,
  resolve: (answer: AnswerMessage) => void,
  reject: (error: Error) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  answer.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) answer.destroy(new Error(`the answer is larger than ${MAX_ANSWER_BYTES} bytes`));
    else chunks.push(chunk);
  });
  answer.once('error', reject);
  answer.once('end', () =>
    resolve({ httpStatus: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
  );
}

/** Creates a sender for a base URL. It uses `node:http` because `fetch` does not allow a GET with a body. */
export function createSender(baseUrl: string, maxRequestsPerSecond?: number): Sender {
  const transport = baseUrl.startsWith('https:') ? https : http;
  const agent = new transport.Agent({ keepAlive: true, maxSockets: 1 });
  const pace = pacer(maxRequestsPerSecond);
  return {
    send: async ({ method, target, headers, body }) => {
      await pace();
      return new Promise((resolve, reject) => {
        const lengths = body.length > 0 ? { 'content-length': body.length } : {};
        const options = { agent, method, path: target, headers: { ...headers, ...lengths }, timeout: TIMEOUT_MS };
        const request = transport.request(new URL(baseUrl), options, (answer) => read(answer, resolve, reject));
        request.once('timeout', () => request.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} seconds`)));
        request.once('error', reject).end(body);
      });
    },
    close: () => agent.destroy(),
  };
}
