import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { ownError } from '../core/own-error.js';
import type { Lane } from '../lanes/lane.js';
import { refuseInto } from './refuse-stray.js';

/** Node itself would refuse a request without a Host header in words of its own. */
export function requireHost(lane: Pick<Lane, 'refuseStray'>): onRequestHookHandler {
  const error = ownError('malformed-http', 'the Host header is missing');
  return (request, reply, done) => {
    const { raw } = request;
    if (raw.headers.host !== undefined || raw.httpVersion !== '1.1') done();
    else refuseInto(lane, request as FastifyRequest, reply as FastifyReply, 'receive', error);
  };
}
