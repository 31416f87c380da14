import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OwnError } from '../core/own-error.js';
import type { Lane } from '../lanes/lane.js';

/** Answers a request that is for no partner with an error of our own; the lane has it in its journal. */
export function refuseInto(
  { refuseStray }: Pick<Lane, 'refuseStray'>,
  { raw, url: target }: FastifyRequest,
  reply: FastifyReply,
  step: 'receive' | 'route',
  error: OwnError,
): FastifyReply {
  const { method = '', rawHeaders, socket } = raw;
  const announced = Number(raw.headers['content-length'] ?? 0);
  const { httpStatus, headers, body } = refuseStray(
    {
      method,
      target,
      rawHeaders,
      tls: 'encrypted' in socket,
      bodyBytes: Number.isSafeInteger(announced) ? announced : 0,
      startedMs: performance.now(),
      step,
    },
    error,
  );
  return reply.code(httpStatus).headers(headers).send(body);
}
