import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { FastifyReply } from 'fastify';
import type { Delivery, FaultEffect, Random } from '../moves/fault.js';
import type { WireAnswer } from './build-answer.js';

/** What a fault does to the delivery of one answer. */
export interface Delivered {
  readonly effect: FaultEffect;
  readonly random: Random;
  /** Aborted when the simulator closes, so that nobody waits for a delayed answer. */
  readonly closing: AbortSignal;
}

/** Whether the whole answer was sent to a client that was still there. */
export type Sent = 'sent' | 'lost';

/** These never have a body, so they have no length either: https://www.rfc-editor.org/rfc/rfc9110#section-8.6 */
const NO_LENGTH = [204, 304];

/** How often a slow answer sends a piece, in milliseconds. */
const PIECE_MS = 100;

/** How long the machine of a client that is gone may take to reset the connection, in milliseconds. */
const REACTION_MS = 100;

/** Waits; resolves early when the client leaves or the simulator closes. */
function wait(ms: number, socket: Socket, closing: AbortSignal): Promise<void> {
  if (socket.destroyed || closing.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      socket.off('close', end);
      closing.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    socket.once('close', end);
    closing.addEventListener('abort', end);
  });
}

/** Ends a connection with RST; Node only offers that below TLS, so a TLS connection ends without a closing alert. */
function reset(socket: Socket): Sent {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
  return 'lost';
}

/** Stays silent until the client leaves, the simulator closes, or the limit for a whole exchange ends the connection. */
async function hang(socket: Socket, closing: AbortSignal): Promise<Sent> {
  if (!socket.destroyed && !closing.aborted) {
    // the signal of this wait removes the listener of the one that lost
    const won = new AbortController();
    const left = once(socket, 'close', { signal: won.signal });
    const closed = once(closing, 'abort', { signal: won.signal });
    await Promise.race([left, closed]).finally(() => won.abort());
    await Promise.allSettled([left, closed]);
  }
  socket.destroy();
  return 'lost';
}

/** Writes the head of an answer, which announces its whole body. */
export function startAnswer(raw: ServerResponse, { httpStatus, headers, body }: WireAnswer): void {
  const length = NO_LENGTH.includes(httpStatus) ? {} : { 'content-length': Buffer.byteLength(body) };
  raw.writeHead(httpStatus, { ...headers, ...length });
}

/** Announces the whole body, sends a part of it, and ends the connection; without a body, nothing can be announced. */
function cut(raw: ServerResponse, answer: WireAnswer, fraction: number): Sent {
  const bytes = Buffer.from(answer.body);
  if (bytes.length === 0) return reset(raw.req.socket);
  startAnswer(raw, answer);
  raw.write(bytes.subarray(0, Math.min(bytes.length - 1, Math.floor(bytes.length * fraction))));
  raw.socket?.destroySoon();
  return 'lost';
}

async function trickle(
  raw: ServerResponse,
  answer: WireAnswer,
  bytesPerSecond: number,
  { closing }: Delivered,
): Promise<Sent> {
  const bytes = Buffer.from(answer.body);
  startAnswer(raw, answer);
  const { socket } = raw;
  let sentBytes = 0;
  while (socket && !socket.destroyed && sentBytes < bytes.length) {
    const pauseMs = Math.max(PIECE_MS, 1000 / bytesPerSecond);
    const pieceBytes = Math.max(1, Math.round((bytesPerSecond * pauseMs) / 1000));
    raw.write(bytes.subarray(sentBytes, sentBytes + pieceBytes));
    sentBytes += pieceBytes;
    if (closing.aborted) break;
    await wait(pauseMs, socket, closing);
  }
  if (sentBytes < bytes.length || socket?.destroyed) {
    raw.destroy();
    return 'lost';
  }
  raw.end();
  return 'sent';
}

/**
 * Answers a client that has closed its side while the answer was delayed. It may read on, or be gone: if it is gone,
 * its machine resets the connection when the head is sent, and what is sent after that fails.
 */
async function sendAfterEnd(raw: ServerResponse, answer: WireAnswer, { closing }: Delivered): Promise<Sent> {
  const { socket } = raw.req;
  startAnswer(raw, answer);
  raw.flushHeaders();
  await wait(REACTION_MS, socket, closing);
  if (socket.destroyed) return 'lost';
  const closed = once(raw, 'close');
  raw.end(answer.body);
  await closed;
  return socket.errored ? 'lost' : 'sent';
}

const DELIVERIES: {
  readonly [Kind in Exclude<Delivery['kind'], 'usual'>]: (
    reply: FastifyReply,
    answer: WireAnswer,
    fault: Delivered,
    delivery: Extract<Delivery, { kind: Kind }>,
  ) => Promise<Sent> | Sent;
} = {
  reset: ({ raw }) => reset(raw.req.socket),
  hang: ({ raw }, _answer, { closing }) => hang(raw.req.socket, closing),
  cut: ({ raw }, answer, _fault, { fraction }) => cut(raw, answer, fraction),
  slow: ({ raw }, answer, fault, { bytesPerSecond }) => trickle(raw, answer, bytesPerSecond, fault),
};

/** Delays an answer, then sends it in the way of a fault; `usual` when it must still be sent as usual. */
export async function deliver(reply: FastifyReply, answer: WireAnswer, fault: Delivered): Promise<Sent | 'usual'> {
  const { delayMs, delivery = { kind: 'usual' } } = fault.effect;
  const { raw } = reply;
  const { socket } = raw.req;
  const idleMs = socket.timeout;
  if (delayMs || delivery.kind !== 'usual') socket.setTimeout(0); // the limit of a whole exchange still applies
  if (delayMs) {
    await wait(delayMs(fault.random), socket, fault.closing);
    socket.setTimeout(idleMs ?? 0);
  }
  if (delivery.kind === 'usual' || (delivery.kind === 'slow' && answer.body === '')) {
    if (!delayMs || socket.destroyed || !socket.readableEnded) return 'usual';
    reply.hijack();
    return sendAfterEnd(raw, answer, fault);
  }
  reply.hijack();
  return DELIVERIES[delivery.kind](reply, answer, fault, delivery as never);
}
