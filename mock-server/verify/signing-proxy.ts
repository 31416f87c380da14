import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnswerMessage, RequestMessage } from '@sparring/contracts';

export interface ProxyOptions {
  /** Forwards a request to the target. */
  forward(request: RequestMessage): Promise<AnswerMessage>;
  /** Sets up a provider state, or tears it down. */
  changeState(action: 'setup' | 'teardown', state: string): Promise<void>;
  /** The headers to forward a request with. */
  sign(request: RequestMessage): Readonly<Record<string, string>>;
  /** Throws when an answer is wrong in a way that Pact does not detect, such as an invalid signature. */
  checkAnswer(request: RequestMessage, answer: AnswerMessage): void;
  /** Called with whatever goes wrong in the proxy. */
  problem(message: string): void;
}

export interface SigningProxy {
  readonly url: string;
  readonly statesUrl: string;
  close(): Promise<void>;
}

const STATES_PATH = '/_pact/states';
/** Headers that belong to a connection, not to the message. */
const CONNECTION_HEADERS = ['host', 'connection', 'transfer-encoding', 'content-length', 'accept-encoding'];

async function readAll(message: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function toRequestMessage({ method = '', url = '/', headers }: http.IncomingMessage, body: Buffer): RequestMessage {
  const kept = Object.entries(headers).filter(([name]) => !CONNECTION_HEADERS.includes(name));
  const texts = kept.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]);
  return { method, target: url, headers: Object.fromEntries(texts), body };
}

/** The headers of the message itself, without those of its connection. */
function headersOf({ headers, body }: AnswerMessage): http.OutgoingHttpHeaders {
  const kept = Object.entries(headers).filter(([name]) => !CONNECTION_HEADERS.includes(name));
  return { ...(Object.fromEntries(kept) as http.OutgoingHttpHeaders), 'content-length': body.length };
}

/**
 * Starts a proxy that signs every request again over its exact bytes, because a pact contains only a sample
 * signature and Pact's verifier changes the bytes. It also handles state changes.
 */
export async function startSigningProxy(options: ProxyOptions): Promise<SigningProxy> {
  const serve = async (incoming: http.IncomingMessage, outgoing: http.ServerResponse): Promise<void> => {
    const body = await readAll(incoming);
    if (incoming.url === STATES_PATH) {
      const { action, state } = JSON.parse(body.toString()) as { action: 'setup' | 'teardown'; state: string };
      await options.changeState(action, state);
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    const bare = toRequestMessage(incoming, body);
    const request = { ...bare, headers: { ...bare.headers, ...options.sign(bare) } };
    const answer = await options.forward(request);
    options.checkAnswer(request, answer);
    outgoing.writeHead(answer.httpStatus, headersOf(answer)).end(answer.body);
  };
  const server = http.createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: Error) => {
      options.problem(`${incoming.method} ${incoming.url}: ${error.message}`);
      outgoing.writeHead(400).end(); // the verifier would retry after a 5xx
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    statesUrl: url + STATES_PATH,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
