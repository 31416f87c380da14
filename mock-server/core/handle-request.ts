import { createRouter, type Route } from '@sparring/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { chooseMove, type MoveChooser, type MoveSource } from '../moves/choose-move.js';
import type { MoveScope } from '../moves/parse-move.js';
import type { RuleBook } from '../moves/rules/rule-book.js';
import { realStamp } from '../state/world.js';
import { isOwnRefusal, type Judgement } from './apply-move.js';
import { type ArrivalTimes, discard } from './body/arrival.js';
import { type BodyMemory, HeldBytes } from './body/body-memory.js';
import { type AnswerInput, buildAnswer, type WireAnswer } from './build-answer.js';
import { judge } from './judge.js';
import type { Log } from './log.js';
import { type SimulatedPartner, signsAnswers } from './partner.js';
import type { PartnerContext } from './partner-module.js';
import { startProgress, watchEnd } from './progress.js';
import { type Diagnose, isInvalidSignature } from './recipes/recipe.js';
import { type Exchange, type Records, record } from './record.js';
import { refuseUnknownMove } from './refuse-unknown-move.js';
import type { RequestHead } from './request-head.js';
import { writeReply } from './write-reply.js';

/** What handling a request needs besides the partner. */
export interface HandlerContext extends Records, Pick<PartnerContext, 'settings' | 'world'> {
  readonly rules: RuleBook;
  /** The ways to ask for a move that have an effect. */
  readonly moveSources: ReadonlySet<MoveSource>;
  /** Aborted when the simulator closes. */
  readonly closing: AbortSignal;
  readonly bodyTimes: ArrivalTimes;
  readonly bodyMemory: BodyMemory;
  /** Whether the journal keeps the bytes of documents. */
  readonly keepDocuments: boolean;
  /** Finds out how an invalid signature was made. */
  readonly diagnose: Diagnose;
}

const ID_DIGITS = 16;

/** Finds the moves that can be requested: those of the operation, or all of them if there is no operation. */
function scopesOf(partner: SimulatedPartner): (route: Route) => MoveScope {
  const { catalogue, operations, datesAnswers } = partner.contract;
  const scope = (codes: readonly string[]): MoveScope => ({
    codes: [...new Set(codes)],
    signsAnswers: signsAnswers(partner),
    datesAnswers: datesAnswers === true,
  });
  const all = scope(catalogue.map(({ code }) => code));
  const byOperation = new Map(operations.map((one) => [one, scope(one.outcomes.map(({ code }) => code))]));
  return (route) => (route.kind === 'operation' ? byOperation.get(route.operation) : undefined) ?? all;
}

/** An exception is a bug of ours; the client still gets the partner's envelope. */
function bugJudgement({ bugCode }: SimulatedPartner, error: unknown, log: Log): Judgement {
  log.error({ err: error }, 'a bug in Sparring');
  return {
    outcome: { kind: 'refused', code: bugCode, rule: 'bug', reason: 'an exception in Sparring; see the log' },
    arrival: { end: 'complete', sizeBytes: 0 },
    authenticated: false,
    accepted: false,
    moveUsed: false,
  };
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
    exchange.progress.judgedAtMs = performance.now();
    const { outcome, authenticated, effect } = judgement;
    const input = { ...inputOf(context, exchange, authenticated), effect };
    return { judgement, answer: await buildAnswer(partner, outcome, input) };
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

/** Starts to look for the move of a request. */
function movesOf(
  context: HandlerContext,
  { route, headers }: RequestHead,
  name: string,
  scope: MoveScope,
): MoveChooser {
  const { moveSources: honored, rules } = context;
  const asksRules = route.kind === 'operation' && honored.has('rule');
  const search = asksRules ? rules.search(name, route.operation.name) : undefined;
  return chooseMove({ scope, headers, honored, search });
}

/** The diagnosis of an invalid signature, once it is decided that it is one: a valid one pays nothing, not even a promise. */
function diagnosisOf({ diagnose, log }: HandlerContext, { head }: Exchange, { outcome, kept }: Judgement) {
  if (outcome.kind !== 'refused' || !kept || !isInvalidSignature(outcome)) return undefined;
  return diagnose(outcome, { head, ...kept }).catch((error: unknown) => {
    log.error({ err: error }, 'a bug in Sparring'); // the refusal stands without an explanation
    return undefined;
  });
}

/** The answer was not sent, which journal and ledger cannot know before. */
async function recordLoss(
  { ledger }: Records,
  { id, head, progress }: Exchange,
  { businessId }: Judgement,
  partner: string,
) {
  progress.end ??= { kind: 'left', atMs: performance.now() };
  if (businessId === undefined || head.route.kind !== 'operation') return;
  await ledger.lost({ partner, operation: head.route.operation.name, id: businessId, exchange: id });
}

/** THE order of one request: route → move → judge → encode, check, sign → diagnose → journal → reply. */
export function requestHandler(partner: SimulatedPartner, context: HandlerContext) {
  const { contract } = partner;
  const { log, closing, world, bodyMemory, keepDocuments } = context;
  const route = createRouter(contract.operations);
  const scopeOf = scopesOf(partner);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const startedMs = performance.now();
    const { method, url: target, headers } = request;
    const times = readClock(context);
    const head = { method, target, headers, route: route(method, target) };
    const moves = movesOf(context, head, contract.name, scopeOf(head.route));
    const { rawHeaders, socket } = request.raw;
    const held = new HeldBytes(bodyMemory);
    const wire = { rawHeaders, tls: 'encrypted' in socket, progress: startProgress(), held, keepDocuments };
    const exchange: Exchange = { id: times.stamp.hex(ID_DIGITS), ...times, ...wire, head, moves, startedMs };
    if (moves.problem) return refuseUnknownMove(partner, context, exchange, moves.problem, request, reply);
    try {
      const { judgement, answer } = await answerRequest(partner, context, exchange, request);
      moves.settle(isOwnRefusal(judgement), judgement.moveUsed);
      const pending = diagnosisOf(context, exchange, judgement);
      const diagnosis = pending && (await pending);
      await record(partner, context, exchange, { ...judgement, diagnosis }, answer);
      const { effect, arrival } = judgement;
      const fault = effect && { effect, random: world.random, closing };
      const noteEnd = fault && watchEnd(exchange.progress, socket);
      held.release(); // an answer may be delayed, but its body is not needed any more
      const sent = await writeReply(reply, answer, { bodyComplete: arrival.end === 'complete', log, fault });
      noteEnd?.(sent);
      if (sent === 'lost') await recordLoss(context, exchange, judgement, contract.name);
      return reply;
    } finally {
      held.release();
    }
  };
}
