import { createRouter, type PartnerContract, type Route } from '@sparring/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { requestedMove } from '../moves/move.js';
import type { Journal, JournalEntry } from '../state/journal.js';
import { realStamp } from '../state/world.js';
import { type ArrivalTimes, discard } from './body/arrival.js';
import { type AnswerInput, buildAnswer, JSON_TYPE, type WireAnswer } from './build-answer.js';
import { type JudgeInput, type Judgement, judge } from './judge.js';
import type { Log } from './log.js';
import { ownError } from './own-error.js';
import type { SimulatedPartner } from './partner.js';
import type { PartnerContext } from './partner-module.js';
import { pathOf } from './request-head.js';
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
  /** By the clock for judging requests. */
  readonly at: Date;
  /** Why there is no such time; it is answered as a bug. */
  readonly clockError?: unknown;
}

const ID_DIGITS = 16;

/** Finds the codes that can be requested: those of the operation, or all of them if there is no operation. */
function codesFinder({ catalogue, operations }: PartnerContract): (route: Route) => readonly string[] {
  const all = catalogue.map(({ code }) => code);
  const byOperation = new Map(operations.map((one) => [one, [...new Set(one.outcomes.map(({ code }) => code))]]));
  return (route) => (route.kind === 'operation' ? byOperation.get(route.operation) : undefined) ?? all;
}

function journalEntry(
  { contract }: SimulatedPartner,
  { id, head, move, startedMs, at }: Exchange,
  { outcome, arrival, moveUsed }: Judgement,
  httpStatus: number,
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
  { bodyTimes, log }: HandlerContext,
  { id, head }: Exchange,
  { name, known }: UnknownMove,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { end } = await discard(request.raw, { maxBytes: limits.maxBodyBytes, ...bodyTimes });
  const subject = head.route.kind === 'operation' ? head.route.operation.name : contract.title;
  const { httpStatus, body } = ownError('unknown-move', `${subject} has no move ${name.slice(0, 64)}`, known);
  const headers = { 'content-type': JSON_TYPE, 'x-sparring-id': id };
  return writeReply(reply, { httpStatus, headers, body: JSON.stringify(body) }, end === 'complete', log);
}

interface Answered {
  readonly judgement: Judgement;
  readonly answer: WireAnswer;
}

function inputOf(
  { settings, world: { repeatable } }: HandlerContext,
  { id, head, stamp }: Exchange,
  authenticated: boolean,
): AnswerInput {
  return { id, repeatable, head, stamp, settings, authenticated };
}

/** Answers an exception in the partner's envelope, without a signature if signing is what failed. */
async function answerBug(
  partner: SimulatedPartner,
  context: HandlerContext,
  exchange: Exchange,
  request: FastifyRequest,
  error: unknown,
): Promise<Answered> {
  const judgement = bugJudgement(partner, error, context.log);
  await discard(request.raw, { maxBytes: partner.limits.maxBodyBytes, ...context.bodyTimes });
  const input = inputOf(context, exchange, false);
  try {
    return { judgement, answer: await buildAnswer(partner, judgement.outcome, input) };
  } catch (again) {
    context.log.error({ err: again }, 'a bug in Sparring');
    return { judgement, answer: await buildAnswer(partner, judgement.outcome, { ...input, unsigned: true }) };
  }
}

/** Judges a request and builds its answer; an exception becomes the code that the partner uses for bugs. */
async function answerRequest(
  partner: SimulatedPartner,
  context: HandlerContext,
  exchange: Exchange,
  request: FastifyRequest,
): Promise<Answered> {
  try {
    if (exchange.clockError !== undefined) throw exchange.clockError;
    const judgement = await judge(partner, exchange, request, context.bodyTimes);
    const { outcome, authenticated } = judgement;
    return { judgement, answer: await buildAnswer(partner, outcome, inputOf(context, exchange, authenticated)) };
  } catch (error) {
    return answerBug(partner, context, exchange, request, error);
  }
}

/** The times of a request; if the clock cannot be used, the real ones. */
function readClock({ world }: HandlerContext): Pick<Exchange, 'stamp' | 'at' | 'clockError'> {
  try {
    return { stamp: world.stamp(), at: world.now() };
  } catch (clockError) {
    const stamp = realStamp();
    return { stamp, at: stamp.at, clockError };
  }
}

/** THE order of one request: route → move → judge → encode, check, sign → journal → reply. */
export function requestHandler(partner: SimulatedPartner, context: HandlerContext) {
  const { contract } = partner;
  const route = createRouter(contract.operations);
  const codesOf = codesFinder(contract);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const startedMs = performance.now();
    const { method, url: target, headers } = request;
    const times = readClock(context);
    const head = { method, target, headers, route: route(method, target) };
    const known = codesOf(head.route);
    const move = requestedMove(request, contract.catalogue, known);
    const exchange: Exchange = { id: times.stamp.hex(ID_DIGITS), ...times, head, move, startedMs };
    if (move.kind === 'unknown') {
      return refuseUnknownMove(partner, context, exchange, { name: move.name, known }, request, reply);
    }
    const { judgement, answer } = await answerRequest(partner, context, exchange, request);
    const entry = journalEntry(partner, exchange, judgement, answer.httpStatus);
    await context.journal.add(entry);
    context.log.info(entry, entry.reason ?? 'accepted');
    return writeReply(reply, answer, judgement.arrival.end === 'complete', context.log);
  };
}
