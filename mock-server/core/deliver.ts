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

/** How often a slow answer sends a piece, in milliseconds. */
const PIECE_MS = 100;

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
function reset(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

/** Stays silent until the client leaves, the simulator closes, or the limit for a whole exchange ends the connection. */
async function hang(socket: Socket, closing: AbortSignal): Promise<void> {
  if (!socket.destroyed && !closing.aborted) {
    // the signal of this wait removes the listener of the one that lost
    const won = new AbortController();
    const left = once(socket, 'close', { signal: won.signal });
    const closed = once(closing, 'abort', { signal: won.signal });
    await Promise.race([left, closed]).finally(() => won.abort());
    await Promise.allSettled([left, closed]);
  }
  socket.destroy();
}

function startAnswer(raw: ServerResponse, { httpStatus, headers }: WireAnswer, sizeBytes: number): void {
  raw.writeHead(httpStatus, { ...headers, 'content-length': sizeBytes });
}

/** Announces the whole body, sends a part of it, and ends the connection; without a body, nothing can be announced. */
function cut(raw: ServerResponse, answer: WireAnswer, fraction: number): void {
  const bytes = Buffer.from(answer.body);
  if (bytes.length === 0) {
    reset(raw.req.socket);
    return;
  }
  startAnswer(raw, answer, bytes.length);
  raw.write(bytes.subarray(0, Math.min(bytes.length - 1, Math.floor(bytes.length * fraction))));
  raw.socket?.destroySoon();
}

async function trickle(
  raw: ServerResponse,
  answer: WireAnswer,
  bytesPerSecond: number,
  { closing }: Delivered,
): Promise<void> {
  const bytes = Buffer.from(answer.body);
  startAnswer(raw, answer, bytes.length);
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
  if (sentBytes < bytes.length) raw.destroy();
  else raw.end();
}

const DELIVERIES: {
  readonly [Kind in Exclude<Delivery['kind'], 'usual'>]: (
    reply: FastifyReply,
    answer: WireAnswer,
    fault: Delivered,
    delivery: Extract<Delivery, { kind: Kind }>,
  ) => Promise<void> | void;
} = {
  reset: ({ raw }) => reset(raw.req.socket),
  hang: ({ raw }, _answer, { closing }) => hang(raw.req.socket, closing),
  cut: ({ raw }, answer, _fault, { fraction }) => cut(raw, answer, fraction),
  slow: ({ raw }, answer, fault, { bytesPerSecond }) => trickle(raw, answer, bytesPerSecond, fault),
};

/** Delays an answer, then sends it in the way of a fault; `usual` when it must still be sent as usual. */
export async function deliver(reply: FastifyReply, answer: WireAnswer, fault: Delivered): Promise<'done' | 'usual'> {
  const { delayMs, delivery = { kind: 'usual' } } = fault.effect;
  const { socket } = reply.raw.req;
  const idleMs = socket.timeout;
  if (delayMs || delivery.kind !== 'usual') socket.setTimeout(0); // the limit of a whole exchange still applies
  if (delayMs) {
    await wait(delayMs(fault.random), socket, fault.closing);
    socket.setTimeout(idleMs ?? 0);
  }
  if (delivery.kind === 'usual' || (delivery.kind === 'slow' && answer.body === '')) return 'usual';
  reply.hijack();
  await DELIVERIES[delivery.kind](reply, answer, fault, delivery as never);
  return 'done';
}
