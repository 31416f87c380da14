import { createRouter, type PartnerContract, type Route } from '@sparring/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { requestedMove } from '../moves/move.js';
import type { Journal } from '../state/journal.js';
import { realStamp } from '../state/world.js';
import { BODY_IDLE_MS, discard } from './body/arrival.js';
import { buildAnswer, JSON_TYPE, type WireAnswer } from './build-answer.js';
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

/** The codes that can be requested: those of the operation, or all of them if there is no operation. */
function codesOf(route: Route, { catalogue }: PartnerContract): readonly string[] {
  return (route.kind === 'operation' ? route.operation.outcomes : catalogue).map(({ code }) => code);
}

/** Adds the headers that every answer has; with a seed, the date is reproducible too. */
function withOwnHeaders(answer: WireAnswer, { id, stamp }: Exchange, repeatable: boolean): WireAnswer {
  const date = repeatable ? { date: stamp.at.toUTCString() } : {};
  return { ...answer, headers: { 'content-type': JSON_TYPE, 'x-sparring-id': id, ...date, ...answer.headers } };
}

async function record(
  { contract }: SimulatedPartner,
  { journal, log }: HandlerContext,
  { id, head, move, startedMs, at }: Exchange,
  { outcome, arrival, moveUsed }: Judgement,
  httpStatus: number,
): Promise<void> {
  const entry = {
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
  await journal.add(entry);
  log.info(entry, entry.reason ?? 'accepted');
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

async function refuseUnknownMove(
  { contract, limits }: SimulatedPartner,
  { id, head }: Exchange,
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
  log: Log,
): Promise<FastifyReply> {
  const { end } = await discard(request.raw, limits.maxBodyBytes, BODY_IDLE_MS);
  const subject = head.route.kind === 'operation' ? head.route.operation.name : contract.title;
  const known = codesOf(head.route, contract);
  const { httpStatus, body } = ownError('unknown-move', `${subject} has no move ${name.slice(0, 64)}`, known);
  const headers = { 'content-type': JSON_TYPE, 'x-sparring-id': id };
  return writeReply(reply, { httpStatus, headers, body: JSON.stringify(body) }, end === 'complete', log);
}

type Answered = { readonly judgement: Judgement; readonly answer: WireAnswer };

/** Answers an exception in the partner's envelope, without a signature if signing is what failed. */
async function answerBug(
  partner: SimulatedPartner,
  { settings, log }: HandlerContext,
  { head, stamp }: Exchange,
  request: FastifyRequest,
  error: unknown,
): Promise<Answered> {
  const judgement = bugJudgement(partner, error, log);
  await discard(request.raw, partner.limits.maxBodyBytes, BODY_IDLE_MS);
  const input = { head, stamp, settings, authenticated: false };
  try {
    return { judgement, answer: buildAnswer(partner, judgement.outcome, input) };
  } catch (again) {
    log.error({ err: again }, 'a bug in Sparring');
    return { judgement, answer: buildAnswer(partner, judgement.outcome, { ...input, unsigned: true }) };
  }
}

/** Judges a request and builds its answer; an exception becomes the code that the partner uses for bugs. */
async function answerRequest(
  partner: SimulatedPartner,
  context: HandlerContext,
  exchange: Exchange,
  request: FastifyRequest,
): Promise<Answered> {
  const { head, stamp, clockError } = exchange;
  try {
    if (clockError !== undefined) throw clockError;
    const judgement = await judge(partner, exchange, request);
    const { outcome, authenticated } = judgement;
    const input = { head, stamp, settings: context.settings, authenticated };
    return { judgement, answer: buildAnswer(partner, outcome, input) };
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
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const startedMs = performance.now();
    const { method, url: target, headers } = request;
    const times = readClock(context);
    const head = { method, target, headers, route: route(method, target) };
    const move = requestedMove(request, contract.catalogue, codesOf(head.route, contract));
    const exchange: Exchange = { id: times.stamp.hex(ID_DIGITS), ...times, head, move, startedMs };
    if (move.kind === 'unknown') return refuseUnknownMove(partner, exchange, move.name, request, reply, context.log);
    const { judgement, answer } = await answerRequest(partner, context, exchange, request);
    await record(partner, context, exchange, judgement, answer.httpStatus);
    const complete = withOwnHeaders(answer, exchange, context.world.repeatable);
    return writeReply(reply, complete, judgement.arrival.end === 'complete', context.log);
  };
}
