import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { JSON_TYPE, type WireAnswer } from '../core/build-answer.js';
import { ownError } from '../core/own-error.js';
import type { Lane } from '../lanes/lane.js';

/** Node's code for a request that did not arrive in time. */
export const TOO_SLOW = 'ERR_HTTP_REQUEST_TIMEOUT';

/** Node's code for plain HTTP on the HTTPS port. */
export const HTTPS_ONLY = 'ERR_SSL_HTTP_REQUEST';

/** A client takes this port for that of a proxy. */
export const CONNECT = 'CONNECT';

/** A client sends requests without waiting for answers. */
export const TOO_MANY_PIPELINED = 'TOO_MANY_PIPELINED';

const HTTP_ERRORS: Readonly<Record<string, Parameters<typeof ownError>>> = {
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'the headers are larger than 16 KiB'],
  [HTTPS_ONLY]: ['https-only', 'this port only accepts HTTPS'],
  [TOO_SLOW]: ['request-too-slow', 'the request took too long to arrive'],
  [CONNECT]: ['not-a-proxy', 'CONNECT is for proxies'],
  [TOO_MANY_PIPELINED]: ['too-many-pipelined', 'more than 256 requests of this connection are waiting for an answer'],
};

/** What is known of input that is rejected. */
export interface Rejection {
  /** Node's code of the error, or one of this file. */
  readonly code: string;
  /** The bytes that were being read. */
  readonly packet?: Buffer | undefined;
  /** Whether they belong to the body of a request, which is in the journal itself. */
  readonly isOfRequest?: boolean;
}

/** Rejects input with an error of our own, and closes the connection. */
export type Reject = (socket: Socket, rejection: Rejection) => void;

/** A request line that can be read, however broken what follows is. */
const REQUEST_LINE = /^([A-Z]{1,20}) (\/[!-~]{0,2000})/;

/** Method and target, as far as they can be read. */
function lineOf({ code, packet }: Rejection): { readonly method: string; readonly target: string } {
  const [, method = '', target = ''] = REQUEST_LINE.exec(packet?.toString('latin1', 0, 2_048) ?? '') ?? [];
  return { method: code === CONNECT ? CONNECT : method, target };
}

const errorOf = (code: string) =>
  ownError(...(HTTP_ERRORS[code] ?? (['malformed-http', `this is not HTTP (${code})`] as const)));

/** Writes an answer to a connection that is no longer node's to answer. */
function writeAnswer(socket: Socket, { httpStatus, headers, body }: WireAnswer): void {
  const own = { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' };
  const lines = Object.entries(own).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${httpStatus} ${STATUS_CODES[httpStatus]}\r\n${lines.join('')}\r\n${body}`);
}

/** Rejects what is not HTTP, or cannot be read any further; the default lane has it in its journal. */
export function rejectInto({ refuseStray }: Pick<Lane, 'refuseStray'>): Reject {
  return (socket, rejection) => {
    const error = errorOf(rejection.code);
    if (rejection.isOfRequest) {
      const { httpStatus, body } = error;
      writeAnswer(socket, { httpStatus, headers: { 'content-type': JSON_TYPE }, body: JSON.stringify(body) });
      return;
    }
    const wire = { rawHeaders: [], tls: 'encrypted' in socket, bodyBytes: 0, startedMs: performance.now() };
    writeAnswer(socket, refuseStray({ ...lineOf(rejection), ...wire, step: 'receive' }, error));
  };
}
