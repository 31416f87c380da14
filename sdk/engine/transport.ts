import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Fetch } from '../core/options.js';
import type { Answer } from '../core/result.js';

/** A signed request, ready for the wire. */
export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal;
  /** Called before the first byte may leave; a failure before it has stored nothing. */
  readonly onSending: () => void;
}

/** Sends a request once and reads the answer; rejects when the connection or the signal ends first. */
export type Transport = (request: WireRequest) => Promise<Answer>;

/** The longest answer that is read, in bytes; the partners' answers have a few hundred. */
export const MAX_ANSWER_BYTES = 1024 * 1024;

/** The answer has more than `MAX_ANSWER_BYTES`; the rest was not read. */
export class OversizeAnswer extends Error {
  readonly httpStatus: number;

  constructor(httpStatus: number) {
    super(`the answer has more than ${MAX_ANSWER_BYTES} bytes`);
    this.httpStatus = httpStatus;
  }
}

/** Reads an answer's body; leaving the loop early closes the connection. */
async function readBounded(body: AsyncIterable<Uint8Array> | null, httpStatus: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new OversizeAnswer(httpStatus);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** Sends with a `fetch`. Redirects are never followed: the partners have none, and a signature must not travel on. */
export function fetchTransport(fetch: Fetch): Transport {
  return async ({ url, onSending, ...init }) => {
    // fetch does not report when it is connected
    onSending();
    const response = await fetch(url, { ...init, redirect: 'manual' });
    const body = await readBounded(response.body, response.status);
    return { httpStatus: response.status, headers: Object.fromEntries(response.headers), body };
  };
}

/** Calls back once a connection is established; at once on one that is used again. */
function whenConnected(socket: Socket, act: () => void): void {
  const { secureConnecting } = socket as TLSSocket & { readonly secureConnecting?: boolean };
  if (secureConnecting) socket.once('secureConnect', act);
  else if (socket.connecting) socket.once('connect', act);
  else act();
}

async function readAnswer(outgoing: ClientRequest, incoming: IncomingMessage): Promise<Answer> {
  const httpStatus = incoming.statusCode ?? 0;
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const);
  try {
    return { httpStatus, headers: Object.fromEntries(headers), body: await readBounded(incoming, httpStatus) };
  } catch (error) {
    outgoing.destroy();
    throw error;
  }
}

/**
 * Sends with `node:http`. It allows a body with GET, which `fetch` refuses; it reports whether anything was
 * sent; and it copies nothing, where `fetch` keeps a large body twice more.
 */
export const httpTransport: Transport = async ({ url, method, headers, body, signal, onSending }) => {
  // imported on first use: it would double the time of the SDK's own import
  const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, signal, headers: { ...headers, 'content-length': String(body.length) } });
    let answered = false;
    outgoing.once('socket', (socket) => whenConnected(socket, onSending));
    outgoing.on('error', (error) => {
      // an answer that comes while the body is still on its way may be followed by a broken pipe
      if (!answered) reject(error);
    });
    outgoing.once('response', (incoming) => {
      answered = true;
      readAnswer(outgoing, incoming).then(resolve, reject);
    });
    outgoing.end(body);
  });
};
