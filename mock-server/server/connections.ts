import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { isEndless } from '../core/open-end.js';
import { CONNECT, HTTPS_ONLY, type Reject, type Rejection, TOO_MANY_PIPELINED, TOO_SLOW } from './malformed-http.js';

/** How long things may take, in milliseconds. */
export interface TimeLimits {
  /** How long a body may pause. */
  readonly bodyIdleMs: number;
  /** How long a whole body may take: 5 MiB need 18 KB per second. */
  readonly bodyMs: number;
  /** How long a connection with a request may pass without a byte in either direction. */
  readonly connectionIdleMs: number;
  /** From the head of a request to the last byte of its answer. */
  readonly exchangeMs: number;
}

export const TIME_LIMITS: TimeLimits = {
  bodyIdleMs: 30_000,
  bodyMs: 300_000,
  connectionIdleMs: 60_000,
  exchangeMs: 600_000,
};

/** How long a connection without a request is kept open; longer than most clients keep it. */
const KEEP_ALIVE_MS = 72_000;

/** How many requests of one connection may wait behind the one being answered; then it ends after their answers. */
const MAX_WAITING = 256;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly startedMs: number;
}

interface Connection {
  readonly socket: Socket;
  current?: Exchange | undefined;
  readonly waiting: Exchange[];
  /** What ended the reading of requests. */
  error?: Failure;
}

/** Why no more of a connection is read. */
interface Failure extends Rejection {
  readonly atMs: number;
}

const ignore = () => {};

/** Closing a connection with unread input would reset it, and the client could lose the answers to what it sent. */
function discardInput(socket: Socket): void {
  socket.on('data', ignore); // detaches node's parser from the socket
  socket.removeAllListeners('data').removeAllListeners('resume').on('data', ignore).resume();
}

/** Ends a connection for an error, after pending answers. */
function endWhenDue({ socket, current, error }: Connection, reject: Reject): void {
  if (error === undefined || current?.request.complete) return;
  if (current?.response.headersSent) socket.end();
  else reject(socket, { ...error, isOfRequest: current !== undefined });
  discardInput(socket);
}

const errorOf = (code: string, packet?: Buffer): Failure => ({ code, packet, atMs: performance.now() });

/** Answers the requests of a connection one after the other: pipelined ones wait until the answer before is read. */
function gate(handler: RequestListener, reject: Reject) {
  const begin = (connection: Connection, exchange: Exchange): void => {
    connection.current = exchange;
    exchange.response.once('close', () => next(connection));
    handler(exchange.request as never, exchange.response as never);
  };
  const next = (connection: Connection): void => {
    const { socket, waiting, error } = connection;
    connection.current = undefined;
    if (!socket.writable) return;
    const following = error === undefined || waiting[0]?.request.complete ? waiting.shift() : undefined;
    if (error === undefined && socket.isPaused() && (!following || waiting.length === 0)) socket.resume();
    if (following) begin(connection, following);
    else endWhenDue(connection, reject);
  };
  return (connection: Connection, exchange: Exchange): void => {
    const { socket, current, waiting, error } = connection;
    if (error !== undefined) return; // parsed along with what ended the reading
    if (!current) {
      begin(connection, exchange);
      return;
    }
    socket.pause();
    if (waiting.length < MAX_WAITING) waiting.push(exchange);
    else connection.error = errorOf(TOO_MANY_PIPELINED);
  };
}

/** Ends the connections that have taken too long in total for a request and its answer, or since an error. */
function sweep(open: ReadonlyMap<Socket, Connection>, exchangeMs: number): void {
  const startedBeforeMs = performance.now() - exchangeMs;
  for (const { socket, current, error } of open.values()) {
    const startedMs = current?.startedMs ?? error?.atMs ?? Number.POSITIVE_INFINITY;
    if (startedMs < startedBeforeMs && !(current && isEndless(current.response))) socket.destroy();
  }
}

const SWEEPS_PER_LIMIT = 20;

/** The connection below a failed TLS connection; node has no public name for it. */
const connectionBelow = (socket: Socket) => (socket as { _parent?: Socket })._parent;

type GuardedServer =
  | { readonly server: Server; readonly opened: 'connection' }
  | { readonly server: TlsServer; readonly opened: 'secureConnection' };

/** What node's parser reports, with the bytes that it was reading. */
interface ClientError extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer;
}

/** Serves requests within limits of time and number per connection, on a server for HTTP or HTTPS. */
export function serveGuarded(
  { server, opened }: GuardedServer,
  handler: RequestListener,
  limits: TimeLimits,
  reject: Reject,
): void {
  const open = new Map<Socket, Connection>();
  const pass = gate(handler, reject);
  const watch = (socket: Socket) => {
    const connection: Connection = { socket, waiting: [] };
    open.set(socket, connection);
    // whoever reads the body of a request resumes its socket, also when that has been read already
    socket.on('resume', () => connection.waiting.length > 0 && socket.pause());
    socket.once('close', () => open.delete(socket));
  };
  const receive: RequestListener = (request, response) => {
    const connection = open.get(request.socket);
    if (connection) pass(connection, { request, response, startedMs: performance.now() });
  };
  const fail = (code: string, socket: Socket, packet?: Buffer): void => {
    const connection = open.get(socket);
    if (!connection || code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    if (connection.error !== undefined) return;
    connection.error = errorOf(code, connection.current ? undefined : packet);
    endWhenDue(connection, reject);
  };
  const timeOut = (socket: Socket): void => {
    const { current, error } = open.get(socket) ?? {};
    const isUnanswered = current?.request.complete === false && !current.response.headersSent;
    if (isUnanswered && error === undefined) fail(TOO_SLOW, socket);
    else socket.destroy();
  };
  // a client that closes its side after a whole request still gets its answer; the property is not in node's types
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on(opened, watch);
  // by default, node refuses an unknown Expect header; that is up to the partner
  server.on('request', receive).on('checkExpectation', receive);
  // from here on, node leaves the connection to us
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    socket.on('error', ignore).on('timeout', () => timeOut(socket));
    fail(CONNECT, socket);
  });
  server.on('clientError', ({ code = '', rawPacket }: ClientError, socket: Socket) => {
    const below = code === HTTPS_ONLY ? connectionBelow(socket) : undefined;
    if (below)
      reject(below, { code }); // plain HTTP is answered in plain HTTP
    else fail(code, socket, rawPacket);
  });
  server.setTimeout(limits.connectionIdleMs, timeOut);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.requestTimeout = limits.exchangeMs;
  const timer = setInterval(sweep, limits.exchangeMs / SWEEPS_PER_LIMIT, open, limits.exchangeMs).unref();
  server.once('close', () => clearInterval(timer));
}
