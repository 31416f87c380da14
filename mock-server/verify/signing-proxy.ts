import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnswerMessage, RequestMessage } from '@sparring/contracts';

/** What the proxy does for one interaction. */
export interface InteractionHandler {
  /** Forwards a request to the target. */
  forward(request: RequestMessage): Promise<AnswerMessage>;
  /** Sets up a provider state, or tears it down; throws when it cannot. */
  changeState(action: 'setup' | 'teardown', state: string): Promise<void>;
  /** The headers to forward a request with. */
  sign(request: RequestMessage): Readonly<Record<string, string>>;
  /** What is wrong with an answer that Pact does not detect, such as an invalid signature. */
  answerProblem(request: RequestMessage, answer: AnswerMessage): string | undefined;
  /** Called with whatever goes wrong. */
  problem?(message: string): void;
}

export interface SigningProxy {
  readonly url: string;
  readonly statesUrl: string;
  close(): Promise<void>;
}

/** The body of a request to set up or tear down a state; the interaction is named by us. */
interface StateChange {
  readonly action: 'setup' | 'teardown';
  readonly state: string;
  readonly params: { readonly interaction: string };
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

/** Handles a request of the verifier; the answer reaches the verifier even when its signature is wrong. */
async function pass(bare: RequestMessage, handler: InteractionHandler): Promise<AnswerMessage> {
  const request = { ...bare, headers: { ...bare.headers, ...handler.sign(bare) } };
  const answer = await handler.forward(request);
  const problem = handler.answerProblem(request, answer);
  if (problem !== undefined) handler.problem?.(problem);
  return answer;
}

/**
 * Starts a proxy that signs every request again over its exact bytes, because a pact contains only a sample
 * signature and Pact's verifier changes the bytes. It also handles state changes, each of which names the
 * interaction that the next request belongs to.
 */
export async function startSigningProxy(handlers: ReadonlyMap<string, InteractionHandler>): Promise<SigningProxy> {
  let current: InteractionHandler | undefined;
  const serve = async (incoming: http.IncomingMessage, outgoing: http.ServerResponse): Promise<void> => {
    const body = await readAll(incoming);
    if (incoming.url === STATES_PATH) {
      const { action, state, params } = JSON.parse(body.toString()) as StateChange;
      current = handlers.get(params.interaction);
      await current?.changeState(action, state);
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    if (!current) throw new Error('the verifier set up no state before its request');
    const answer = await pass(toRequestMessage(incoming, body), current);
    outgoing.writeHead(answer.httpStatus, headersOf(answer)).end(answer.body);
  };
  const server = http.createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: NodeJS.ErrnoException) => {
      current?.problem?.(`${incoming.url === STATES_PATH ? '' : 'no answer: '}${error.message || error.code}`);
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
