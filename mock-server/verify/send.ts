import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { AnswerMessage, RequestMessage } from '@sparring/contracts';
import { UserError } from '../core/user-error.js';

/** Reading stops when an answer is larger than this. */
const MAX_ANSWER_BYTES = 1024 * 1024;
export const DEFAULT_TIMEOUT_MS = 30_000;
/** After this many requests in a row without an answer, the others would not get one either. */
const MAX_UNANSWERED = 3;
const SILENT = ['ETIMEDOUT', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'];

/** How requests are sent. */
export interface SenderOptions {
  /** Default: as fast as the target answers. */
  readonly maxRequestsPerSecond?: number | undefined;
  /** How long to wait for one answer; default: 30 seconds. */
  readonly timeoutMs?: number | undefined;
  /** Stops a request in flight and everything after it. */
  readonly signal?: AbortSignal | undefined;
}

/** Sends requests exactly as they were composed, with a limited rate. */
export interface Sender {
  send(request: RequestMessage): Promise<AnswerMessage>;
  /** Why nothing more is sent; `undefined` while the target answers and nobody stopped the run. */
  stopped(): string | undefined;
  /** Whether the run was stopped from outside, with its signal. */
  aborted(): boolean;
  readonly signal: AbortSignal | undefined;
  /** The longest time that one request can take. */
  readonly patienceMs: number;
  close(): void;
}

class TimeoutError extends Error {
  readonly code = 'ETIMEDOUT';
}

/** Creates a function that waits as long as the rate requires. */
function pacer({ maxRequestsPerSecond, signal }: SenderOptions): () => Promise<void> {
  let nextMs = 0;
  return async () => {
    if (maxRequestsPerSecond === undefined) return;
    const nowMs = performance.now();
    const waitMs = Math.max(0, nextMs - nowMs);
    nextMs = nowMs + waitMs + 1000 / maxRequestsPerSecond;
    if (waitMs > 0) await wait(waitMs, undefined, signal ? { signal } : {});
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
  answer.on('error', reject);
  answer.once('end', () =>
    resolve({ httpStatus: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
  );
}

const ignore = () => undefined;

/** Between two requests, node listens for no errors: a pipe that breaks just then would end the run. */
function outliveErrors(socket: Socket): void {
  if (!socket.listeners('error').includes(ignore)) socket.on('error', ignore);
}

/** Sends one request and waits for its answer, at most for the time-out after the last byte was sent. */
function exchange(baseUrl: string, options: http.RequestOptions, body: Buffer, timeoutMs: number) {
  return new Promise<AnswerMessage>((resolve, reject) => {
    const request = (baseUrl.startsWith('https:') ? https : http).request(new URL(baseUrl), {
      ...options,
      timeout: timeoutMs,
    });
    const giveUp = () => request.destroy(new TimeoutError(`no answer within ${timeoutMs / 1000} seconds`));
    let timer: NodeJS.Timeout | undefined;
    request.once('response', (answer) => read(answer, resolve, reject));
    // an answer that trickles never leaves the socket idle
    request.once('finish', () => {
      timer = setTimeout(giveUp, timeoutMs);
    });
    request.once('timeout', giveUp).once('close', () => clearTimeout(timer));
    // an early answer may be followed by more than one error
    request.once('socket', outliveErrors).on('error', reject).end(body);
  });
}

/** Counts the requests in a row that got no answer; any answer, or a reset connection, shows that somebody is there. */
function watchSilence() {
  let unanswered = 0;
  let reason: string | undefined;
  return {
    reason: () => reason,
    answered: () => {
      unanswered = 0;
    },
    failed: ({ code = '', message }: NodeJS.ErrnoException) => {
      unanswered = SILENT.includes(code) ? unanswered + 1 : 0;
      if (unanswered < MAX_UNANSWERED) return;
      reason = `the target stopped answering: ${unanswered} requests in a row got no answer (${message || code})`;
    },
  };
}

function checkOptions({ maxRequestsPerSecond, timeoutMs }: SenderOptions): void {
  for (const [name, value] of Object.entries({ maxRequestsPerSecond, timeoutMs })) {
    if (value === undefined || (value > 0 && Number.isFinite(value))) continue;
    throw new UserError(`${name} must be a number greater than 0, not ${value}`);
  }
}

/**
 * Creates a sender for a base URL. It uses `node:http` because `fetch` does not allow a GET with a body.
 * @throws UserError when the rate or the time-out is not a number greater than 0.
 */
export function createSender(baseUrl: string, options: SenderOptions = {}): Sender {
  checkOptions(options);
  const { maxRequestsPerSecond, timeoutMs = DEFAULT_TIMEOUT_MS, signal } = options;
  const agent = new (baseUrl.startsWith('https:') ? https : http).Agent({ keepAlive: true, maxSockets: 1 });
  const pace = pacer(options);
  const silence = watchSilence();
  const stopped = () => (signal?.aborted ? String(signal.reason) : silence.reason());
  return {
    stopped,
    aborted: () => signal?.aborted === true,
    signal,
    patienceMs: 2 * timeoutMs + 1000 / (maxRequestsPerSecond ?? 1000),
    send: async ({ method, target, headers, body }) => {
      await pace();
      const reason = stopped();
      if (reason !== undefined) throw new Error(reason);
      const lengths = body.length > 0 ? { 'content-length': body.length } : {};
      const request = { agent, method, path: target, headers: { ...headers, ...lengths }, ...(signal && { signal }) };
      try {
        const answer = await exchange(baseUrl, request, body, timeoutMs);
        silence.answered();
        return answer;
      } catch (error) {
        silence.failed(error as NodeJS.ErrnoException);
        throw error;
      }
    },
    close: () => agent.destroy(),
  };
}
