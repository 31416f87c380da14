import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request on its way through the proxy, with the bytes that are really sent. */
export interface PassingRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface PassingAnswer {
  readonly httpStatus: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ProxyOptions {
  readonly targetUrl: string;
  /** Sets up a state, or tears it down. */
  changeState(action: 'setup' | 'teardown', state: string): Promise<void>;
  /** The headers a request is sent on with. */
  sign(request: PassingRequest): Readonly<Record<string, string>>;
  /** Throws when an answer is wrong in a way that Pact cannot see, such as its signature. */
  checkAnswer(request: PassingRequest, answer: PassingAnswer): void;
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

function passingRequest({ method = '', url = '/', headers }: http.IncomingMessage, body: Buffer): PassingRequest {
  const kept = Object.entries(headers).filter(([name]) => !CONNECTION_HEADERS.includes(name));
  const texts = kept.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]);
  return { method, target: url, headers: Object.fromEntries(texts), body };
}

function forward(
  agent: http.Agent,
  targetUrl: string,
  request: PassingRequest,
): Promise<PassingAnswer & { raw: string[] }> {
  const { method, target, body } = request;
  const length: Record<string, number> = body.length > 0 ? { 'content-length': body.length } : {};
  return new Promise((resolve, reject) => {
    const outgoing = http.request(new URL(targetUrl), {
      agent,
      method,
      path: target,
      headers: { ...request.headers, ...length },
    });
    outgoing.once('error', reject).once('response', (answer) => {
      const { statusCode: httpStatus = 0, headers, rawHeaders: raw } = answer;
      readAll(answer).then((bytes) => resolve({ httpStatus, headers, raw, body: bytes }), reject);
    });
    outgoing.end(body);
  });
}

/**
 * A proxy that signs every request anew over its exact bytes: a pact holds an example signature only, and
 * the verifier of Pact itself would change the bytes. It also takes the state changes.
 */
export async function startSigningProxy(options: ProxyOptions): Promise<SigningProxy> {
  const agent = new http.Agent({ keepAlive: true });
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
    const answer = await forward(agent, options.targetUrl, request);
    options.checkAnswer(request, answer);
    outgoing.writeHead(answer.httpStatus, answer.raw).end(answer.body);
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
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
