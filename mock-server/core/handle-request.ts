import { createRouter, type PartnerContract, type Route, type Stamp } from '@sparring/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { requestedMove } from '../moves/move.js';
import type { Journal, JournalEntry } from '../state/journal.js';
import { type ArrivalTimes, discard } from './body/arrival.js';
import { buildAnswer, JSON_TYPE, type WireAnswer } from './build-answer.js';
import { type JudgeInput, type Judgement, judge } from './judge.js';
import type { Log } from './log.js';
import { ownError } from './own-error.js';
import type { SimulatedPartner } from './partner.js';
import type { PartnerContext } from './partner-module.js';
import { writeReply } from './write-reply.js';

/** What handling a request needs besides the partner. */
export interface HandlerContext extends Pick<PartnerContext, 'settings' | 'world'> {
  readonly journal: Journal;
  readonly log: Log;
  readonly bodyTimes: ArrivalTimes;
}

/** A request and everything known about it so far. */
interface Exchange extends JudgeInput {
  readonly id: string;
  readonly startedMs: number;
}

const ID_DIGITS = 16;

function pathOf(target: string): string {
  const at = target.indexOf('?');
  return at < 0 ? target : target.slice(0, at);
}

/** Finds the codes that can be requested: those of the operation, or all of them if there is no operation. */
function codesFinder({ catalogue, operations }: PartnerContract): (route: Route) => readonly string[] {
  const all = catalogue.map(({ code }) => code);
  const byOperation = new Map(operations.map((one) => [one, one.outcomes.map(({ code }) => code)]));
  return (route) => (route.kind === 'operation' ? byOperation.get(route.operation) : undefined) ?? all;
}

function journalEntry(
  { contract }: SimulatedPartner,
  { id, head, move, startedMs }: Exchange,
  { outcome, arrival, moveUsed }: Judgement,
  httpStatus: number,
  at: Date,
): JournalEntry {
  return {
    id,
    at: at.toISOString(),
    partner: contract.name,
    operation: head.route.kind === 'operation' ? head.route.operation.name : null,
    method: head.method,
    path: pathOf(head.target),
    httpStatus,
    code: outcome.code,
    rule: outcome.kind === 'refused' ? outcome.rule : null,
    reason: outcome.kind === 'refused' ? outcome.reason : null,
    move: move.kind === 'answer' ? { code: move.entry.code, used: moveUsed } : null,
    bodyBytes: arrival.sizeBytes,
    tookMs: Math.round((performance.now() - startedMs) * 100) / 100,
  };
}

/** An exception is a bug of ours; the client still gets the partner's envelope. */
function bugJudgement({ bugCode }: SimulatedPartner, error: unknown, log: Log): Judgement {
  log.error({ err: error }, 'a bug in Sparring');
  return {
    outcome: { kind: 'refused', code: bugCode, rule: 'bug', reason: 'an exception in Sparring; see the log' },
    arrival: { end: 'complete', sizeBytes: 0 },
    authenticated: false,
    moveUsed: false,
  };
}

interface UnknownMove {
  readonly name: string;
  readonly known: readonly string[];
}

async function refuseUnknownMove(
  { contract, limits }: SimulatedPartner,
  { bodyTimes }: HandlerContext,
  { id, head }: Exchange,
  { name, known }: UnknownMove,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { end } = await discard(request.raw, { maxBytes: limits.maxBodyBytes, ...bodyTimes });
  const subject = head.route.kind === 'operation' ? head.route.operation.name : contract.title;
  const { httpStatus, body } = ownError('unknown-move', `${subject} has no move ${name.slice(0, 64)}`, known);
  const headers = { 'content-type': JSON_TYPE, 'x-sparring-id': id };
  return writeReply(reply, { httpStatus, headers, body: JSON.stringify(body) }, end === 'complete');
}

/** Judges a request and builds its answer; an exception becomes the code that the partner uses for bugs. */
async function answerRequest(
  partner: SimulatedPartner,
  { settings, log, bodyTimes, world: { repeatable } }: HandlerContext,
  exchange: Exchange,
  request: FastifyRequest,
): Promise<{ readonly judgement: Judgement; readonly answer: WireAnswer }> {
  const { id, head, stamp } = exchange;
  const answerTo = ({ outcome, authenticated }: Judgement, at: Stamp) =>
    buildAnswer(partner, outcome, { id, repeatable, head, stamp: at, settings, authenticated });
  try {
    const judgement = await judge(partner, exchange, request, bodyTimes);
    return { judgement, answer: await answerTo(judgement, stamp) };
  } catch (error) {
    const judgement = bugJudgement(partner, error, log);
    await discard(request.raw, { maxBytes: partner.limits.maxBodyBytes, ...bodyTimes });
    // the clock may be what failed: some partners cannot write a year above 9999
    return { judgement, answer: await answerTo(judgement, { ...stamp, at: new Date() }) };
  }
}

/** THE order of one request: route → move → judge → encode, check, sign → journal → reply. */
export function requestHandler(partner: SimulatedPartner, context: HandlerContext) {
  const { contract } = partner;
  const route = createRouter(contract.operations);
  const codesOf = codesFinder(contract);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { method, url: target, headers } = request;
    const stamp = context.world.stamp();
    const head = { method, target, headers, route: route(method, target) };
    const known = codesOf(head.route);
    const move = requestedMove(request, contract.catalogue, known);
    const exchange: Exchange = { id: stamp.hex(ID_DIGITS), stamp, head, move, startedMs: performance.now() };
    if (move.kind === 'unknown') {
      return refuseUnknownMove(partner, context, exchange, { name: move.name, known }, request, reply);
    }
    const { judgement, answer } = await answerRequest(partner, context, exchange, request);
    const entry = journalEntry(partner, exchange, judgement, answer.httpStatus, context.world.now());
    await context.journal.add(entry);
    context.log.info(entry, entry.reason ?? 'accepted');
    return writeReply(reply, answer, judgement.arrival.end === 'complete');
  };
}
