import type { FastifyReply } from 'fastify';
import { discard, LINGER } from './arrival.js';

/** An answer as it goes on the wire. */
export interface WireAnswer {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A text leaves in one write with its headers; bytes would need two. */
  readonly body: string;
}

/**
 * Answers while the client is still sending: the whole answer is written, but the response is only
 * ended, and the connection with it, when the client has stopped.
 */
async function writeEarly(reply: FastifyReply, { httpStatus, headers, body }: WireAnswer): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(httpStatus, { ...headers, 'content-length': Buffer.byteLength(body) });
  raw.write(body);
  const { end } = await discard(reply.request.raw, LINGER.capBytes, LINGER.idleMs);
  if (end === 'whole') raw.end();
  else raw.destroy();
}

/** The one place that writes replies. */
export function writeReply(reply: FastifyReply, answer: WireAnswer, bodyArrived: boolean): FastifyReply {
  if (bodyArrived) return reply.code(answer.httpStatus).headers(answer.headers).send(answer.body);
  void writeEarly(reply, answer);
  return reply;
}
