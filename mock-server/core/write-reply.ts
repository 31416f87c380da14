import type { FastifyReply } from 'fastify';
import { discard, LINGER } from './body/arrival.js';
import type { WireAnswer } from './build-answer.js';

/**
 * Answers while the client is still sending: the answer is written in full, but the response and the connection
 * are only ended when the client has stopped sending.
 */
async function writeEarly(reply: FastifyReply, { httpStatus, headers, body }: WireAnswer): Promise<void> {
  const { raw } = reply;
  // throws when a header cannot be written: only after it has not is the reply ours alone
  raw.writeHead(httpStatus, { ...headers, 'content-length': Buffer.byteLength(body) });
  reply.hijack();
  raw.write(body);
  const { end } = await discard(reply.request.raw, LINGER);
  if (end === 'complete') raw.end();
  else raw.destroy();
}

/** The one place that writes replies. */
export async function writeReply(
  reply: FastifyReply,
  answer: WireAnswer,
  bodyComplete: boolean,
): Promise<FastifyReply> {
  if (bodyComplete) return reply.code(answer.httpStatus).headers(answer.headers).send(answer.body);
  await writeEarly(reply, answer);
  return reply;
}
