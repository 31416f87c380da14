import type { Answer } from '../core/answer.js';
import type { Fetch } from '../core/fetch.js';
import { readBounded } from './read-bounded.js';

/** A signed request, ready for the wire. */
export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal;
}

/** Sends a request once and reads the answer; rejects when the connection or the signal ends first. */
export type Transport = (request: WireRequest) => Promise<Answer>;

/** Sends with `fetch`. A redirect is never followed: the partners know none, and a signature must not travel on. */
export function fetchTransport(fetch: Fetch): Transport {
  return async ({ url, ...init }) => {
    const response = await fetch(url, { ...init, redirect: 'manual' });
    const body = await readBounded(response.body, response.status);
    return { httpStatus: response.status, headers: Object.fromEntries(response.headers), body };
  };
}

/** Sends with `node:http`, which takes a body with GET; `fetch` refuses one. */
export const httpTransport: Transport = async ({ url, method, headers, body, signal }) => {
  // imported on first use: most callers never need it, and it would double the time of the import
  const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, signal, headers: { ...headers, 'content-length': String(body.length) } });
    let answered = false;
    outgoing.on('error', (error) => {
      // an answer that comes while the body is still on its way may be followed by a broken pipe
      if (!answered) reject(error);
    });
    outgoing.once('response', (incoming) => {
      answered = true;
      const httpStatus = incoming.statusCode ?? 0;
      const entries = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const);
      readBounded(incoming, httpStatus).then(
        (bytes) => resolve({ httpStatus, headers: Object.fromEntries(entries), body: bytes }),
        (error: unknown) => {
          outgoing.destroy();
          reject(error);
        },
      );
    });
    outgoing.end(body);
  });
};
