import type { preParsingHookHandler } from 'fastify';
import { type BodyMemory, HeldBytes } from '../core/body/body-memory.js';
import { ownError } from '../core/own-error.js';

/** Fastify's limit of a body that it reads. */
const MAX_BODY_BYTES = 1024 * 1024;
const RETRY_AFTER_SECONDS = '1';

/** Reserves the memory for a body that fastify reads; without room for it, the request gets an error of our own. */
export function reserveBody(memory: BodyMemory): preParsingHookHandler {
  return ({ headers }, reply, _payload, done) => {
    const unknownBytes = headers['transfer-encoding'] === undefined ? 0 : MAX_BODY_BYTES;
    const bytes = Math.min(Number(headers['content-length'] ?? unknownBytes), MAX_BODY_BYTES);
    const held = new HeldBytes(memory);
    if (held.take(bytes)) {
      if (bytes > 0) reply.raw.once('close', () => held.release());
      done();
      return;
    }
    const { httpStatus, body } = ownError('overloaded', 'there is no memory left for the bodies of requests');
    reply.code(httpStatus).header('retry-after', RETRY_AFTER_SECONDS).send(body);
  };
}
