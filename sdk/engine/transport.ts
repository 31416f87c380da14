import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ClientOptions, Fetch } from '../core/options.js';
import type { Answer } from '../core/result.js';
import type { Body } from './protocol.js';

/** A signed request, ready for the wire. */
export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly bodyBytes: number;
  readonly signal: AbortSignal;
  /** Called before the first byte may leave; a failure before it has stored nothing. */
  readonly onSending: () => void;
}

/** Sends a request once and reads the answer; rejects when the connection or the signal ends first. */
export type Transport = (request: WireRequest) => Promise<Answer>;

/** The longest answer that is read, in bytes; the partners' answers have a few hundred. */
export const MAX_ANSWER_BYTES = 1024 * 1024;

/** An answer that is rejected without being decoded. */
export class UnusableAnswer extends Error {
  readonly code: 'ANSWER_TOO_LARGE' | 'REDIRECT';

  constructor(code: UnusableAnswer['code'], message: string) {
    super(message);
    this.code = code;
  }
}

class ReceivedAnswer implements Answer {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;

  constructor(httpStatus: number, headers: Readonly<Record<string, string>>, body: Uint8Array) {
    this.httpStatus = httpStatus;
    this.headers = headers;
    this.body = body;
  }

  toJSON(): object {
    return { httpStatus: this.httpStatus, bodyBytes: this.body.length };
  }
}

/** Reads an answer's body; leaving the loop early closes the connection. */
async function readBounded(body: AsyncIterable<Uint8Array> | null): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) {
      throw new UnusableAnswer('ANSWER_TOO_LARGE', `the answer has more than ${MAX_ANSWER_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** Sends with a `fetch`. Redirects are never followed: the partners have none, and a signature must not travel on. */
export function fetchTransport(fetch: Fetch): Transport {
  return async ({ url, method, headers, body: pieces, signal, onSending }) => {
    // fetch does not report when it is connected
    onSending();
    const body = Buffer.concat(pieces);
    const response = await fetch(url, { method, headers, body, signal, redirect: 'manual' });
    const answer = await readBounded(response.body);
    if (response.redirected) throw new UnusableAnswer('REDIRECT', 'the given fetch followed a redirect');
    return new ReceivedAnswer(response.status, Object.fromEntries(response.headers), answer);
  };
}

/** Calls back once a connection is established; at once on one that is used again. */
function whenConnected(socket: Socket, act: () => void): void {
  const { secureConnecting } = socket as TLSSocket & { readonly secureConnecting?: boolean };
  if (secureConnecting) socket.once('secureConnect', act);
  else if (socket.connecting) socket.once('connect', act);
  else act();
}

const ignore = () => undefined;

/** Between two requests, node listens for no errors: a pipe that breaks just then would end the process. */
function outliveErrors(socket: Socket): void {
  if (!socket.listeners('error').includes(ignore)) socket.on('error', ignore);
}

async function readAnswer(outgoing: ClientRequest, incoming: IncomingMessage): Promise<Answer> {
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const);
  try {
    const body = await readBounded(incoming);
    return new ReceivedAnswer(incoming.statusCode ?? 0, Object.fromEntries(headers), body);
  } catch (error) {
    outgoing.destroy();
    throw error;
  }
}

/** An answer may come before the body was sent: the rest would keep document and socket, and the process alive. */
function destroyUnfinished(outgoing: ClientRequest): void {
  // a body that was sent whole is reported as finished with the next events
  setImmediate(() => {
    if (!outgoing.writableFinished) outgoing.destroy();
  });
}

/**
 * Sends with `node:http`. It allows a body with GET, which `fetch` refuses; it reports whether anything was
 * sent; and it copies nothing, where `fetch` keeps a large body twice more.
 */
export function httpTransport({ agent, tls }: Pick<ClientOptions, 'agent' | 'tls'>): Transport {
  return async ({ url, method, headers, body, bodyBytes, signal, onSending }) => {
    // imported on first use: it would double the time of the SDK's own import
    const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
    signal.throwIfAborted();
    const options = { ...tls, agent, method, signal, headers: { ...headers, 'content-length': String(bodyBytes) } };
    return new Promise((resolve, reject) => {
      const outgoing = request(url, options);
      let answered = false;
      outgoing.once('socket', (socket) => {
        outliveErrors(socket);
        whenConnected(socket, onSending);
      });
      outgoing.on('error', (error) => {
        // an answer that comes while the body is still on its way may be followed by a broken pipe
        if (!answered) reject(error);
      });
      outgoing.once('response', (incoming) => {
        answered = true;
        readAnswer(outgoing, incoming)
          .finally(() => destroyUnfinished(outgoing))
          .then(resolve, reject);
      });
      for (const piece of body) outgoing.write(piece);
      outgoing.end();
    });
  };
}
