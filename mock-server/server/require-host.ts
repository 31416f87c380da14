import type { onRequestHookHandler } from 'fastify';
import { ownError } from '../core/own-error.js';

/** Node itself would refuse a request without a Host header in words of its own. */
export const requireHost: onRequestHookHandler = ({ raw }, reply, done) => {
  if (raw.headers.host !== undefined || raw.httpVersion !== '1.1') {
    done();
    return;
  }
  const { httpStatus, body } = ownError('malformed-http', 'the Host header is missing');
  reply.code(httpStatus).send(body);
};
