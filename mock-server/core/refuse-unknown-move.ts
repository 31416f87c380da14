import type { FastifyReply, FastifyRequest } from 'fastify';
import type { MoveProblem } from '../moves/parse-move.js';
import { discard } from './body/arrival.js';
import { JSON_TYPE, ownHeaders } from './build-answer.js';
import type { HandlerContext } from './handle-request.js';
import { ownError, UNKNOWN_MOVE } from './own-error.js';
import type { SimulatedPartner } from './partner.js';
import { detailSource, type Exchange, journalEntry } from './record.js';
import { writeReply } from './write-reply.js';

/**
 * Refuses a request whose header asks for a move that there is not, in our own words: an answer of the partner would
 * look like a success of the test. It is in the journal but counts for nothing else, since the partner never saw it.
 */
export async function refuseUnknownMove(
  partner: SimulatedPartner,
  context: HandlerContext,
  exchange: Exchange,
  { fault, message, asked, accepted }: MoveProblem,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { contract, limits } = partner;
  const { bodyTimes, journal, feed, log, world } = context;
  const { id, head, stamp, progress } = exchange;
  const arrival = await discard(request.raw, { maxBytes: limits.maxBodyBytes, ...bodyTimes });
  const subject = head.route.kind === 'operation' ? head.route.operation.name : contract.title;
  const reason = fault === undefined ? `${subject} has no move ${asked}` : message;
  const { httpStatus, body } = ownError(UNKNOWN_MOVE, reason, accepted);
  const outcome = { kind: 'refused', code: UNKNOWN_MOVE, rule: UNKNOWN_MOVE, reason } as const;
  const judgement = { outcome, arrival, authenticated: false, accepted: false, moveUsed: false };
  const headers = { 'content-type': JSON_TYPE, ...ownHeaders({ id, stamp, repeatable: world.repeatable }) };
  const answer = { httpStatus, headers, body: JSON.stringify(body) };
  Object.assign(progress, { stage: 'move', cutAfter: 'route' });
  const answeredMs = performance.now();
  const entry = journalEntry(partner, context, exchange, judgement, httpStatus, answeredMs);
  const sent = { answer, delivered: true, answeredMs };
  await journal.add(entry, detailSource(partner, exchange, entry, judgement, sent));
  feed.publish(entry);
  log.warn?.(entry, reason);
  await writeReply(reply, answer, { bodyComplete: arrival.end === 'complete', log });
  return reply;
}
