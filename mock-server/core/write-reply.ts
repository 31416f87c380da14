import type { FastifyReply } from 'fastify';
import { discard, LINGER } from './body/arrival.js';
import { JSON_TYPE, type WireAnswer } from './build-answer.js';
import { type Delivered, deliver, type Sent, startAnswer } from './deliver.js';
import type { Log } from './log.js';
import { ownError } from './own-error.js';

/** How an answer is sent. */
export interface ReplyOptions {
  /** Whether the whole body of the request has been read. */
  readonly bodyComplete: boolean;
  readonly log: Log;
  /** What a fault does to the delivery. */
  readonly fault?: Delivered | undefined;
}

/**
 * Answers while the client is still sending: the answer is written in full, but the response and the connection
 * are only ended when the client has stopped sending.
 */
async function writeEarly(reply: FastifyReply, answer: WireAnswer): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  startAnswer(raw, answer);
  if (answer.body === '') raw.flushHeaders();
  else raw.write(answer.body);
  const { end } = await discard(reply.request.raw, LINGER);
  if (end === 'complete') raw.end();
  else raw.destroy();
}

/** Replaces an answer that could not be written by an error of our own, and ends the connection. */
export function writeBug({ raw }: FastifyReply, error: unknown, log: Log): void {
  log.error({ err: error }, 'a bug in Sparring');
  if (raw.headersSent) {
    raw.destroy();
    return;
  }
  const { httpStatus, body } = ownError('bug', 'an exception in Sparring');
  for (const name of raw.getHeaderNames()) raw.removeHeader(name);
  raw.writeHead(httpStatus, { 'content-type': JSON_TYPE, connection: 'close' }).end(JSON.stringify(body));
}

/** The one place that writes replies; resolves when the answer is written, also when that fails. */
export async function writeReply(
  reply: FastifyReply,
  answer: WireAnswer,
  { bodyComplete, log, fault }: ReplyOptions,
): Promise<Sent> {
  try {
    const delivered = fault ? await deliver(reply, answer, fault) : 'usual';
    if (delivered !== 'usual') return delivered;
    const { destroyed: hasLeft } = reply.raw.req.socket;
    if (bodyComplete)
      reply
        .code(answer.httpStatus)
        .headers(answer.headers)
        .send(answer.body || undefined);
    else await writeEarly(reply, answer);
    return hasLeft ? 'lost' : 'sent';
  } catch (error) {
    reply.hijack();
    writeBug(reply, error, log);
    return 'lost';
  }
}
