import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnswerMessage, RequestMessage } from '@sparring/contracts';

export interface ProxyOptions {
  /** Sends a request on to the target. */
  forward(request: RequestMessage): Promise<AnswerMessage>;
  /** Sets up a state, or tears it down. */
  changeState(action: 'setup' | 'teardown', state: string): Promise<void>;
  /** The headers a request is sent on with. */
  sign(request: RequestMessage): Readonly<Record<string, string>>;
  /** Throws when an answer is wrong in a way that Pact cannot see, such as its signature. */
  checkAnswer(request: RequestMessage, answer: AnswerMessage): void;
  /** What went wrong on the way. */
  problem(message: string): void;
}

export interface SigningProxy {
  readonly url: string;
  readonly statesUrl: string;
  close(): Promise<void>;
}

const STATES_PATH = '/_pact/states';
/** What belongs to one connection and not to the message. */
const CONNECTION_HEADERS = ['host', 'connection', 'transfer-encoding', 'content-length', 'accept-encoding'];

async function readAll(message: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function passingRequest({ method = '', url = '/', headers }: http.IncomingMessage, body: Buffer): RequestMessage {
  const kept = Object.entries(headers).filter(([name]) => !CONNECTION_HEADERS.includes(name));
  const texts = kept.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]);
  return { method, target: url, headers: Object.fromEntries(texts), body };
}

/** The headers of the message itself; those of its connection are written anew. */
function headersOf({ headers, body }: AnswerMessage): http.OutgoingHttpHeaders {
  const kept = Object.entries(headers).filter(([name]) => !CONNECTION_HEADERS.includes(name));
  return { ...(Object.fromEntries(kept) as http.OutgoingHttpHeaders), 'content-length': body.length };
}

/**
 * A proxy that signs every request anew over its exact bytes: a pact holds an example signature only, and
 * the verifier of Pact itself would change the bytes. It also takes the state changes.
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
    const bare = passingRequest(incoming, body);
    const request = { ...bare, headers: { ...bare.headers, ...options.sign(bare) } };
    const answer = await options.forward(request);
    options.checkAnswer(request, answer);
    outgoing.writeHead(answer.httpStatus, headersOf(answer)).end(answer.body);
  };
  const server = http.createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: Error) => {
      options.problem(`${incoming.method} ${incoming.url}: ${error.message}`);
      outgoing.writeHead(400).end(); // on a 5xx the verifier would try again
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
