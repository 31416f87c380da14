import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { ownError } from '../core/own-error.js';

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

/**
 * What is not HTTP, or cannot be read any further, is rejected with an error of our own, and the connection is closed.
 * @param code Node's code of the error, or one of this file
 */
export function rejectMalformedHttp(code: string, socket: Socket): void {
  const { httpStatus, body } = ownError(...(HTTP_ERRORS[code] ?? ['malformed-http', `this is not HTTP (${code})`]));
  const text = JSON.stringify(body);
  const head = `HTTP/1.1 ${httpStatus} ${STATUS_CODES[httpStatus]}\r\n`;
  socket.end(
    `${head}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
  );
}
