import type { Outcome } from '@sparring/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { askedMove } from '../moves/move.js';
import { BODY_IDLE_MS, discard } from './arrival.js';
import type { Journal } from './journal.js';
import { type JudgeInput, type Judgement, judge } from './judge.js';
import type { Log } from './log.js';
import { ownAnswer } from './own-answer.js';
import { type Head, type PartnerContext, type SimulatedPartner, signsAnswers } from './partner.js';
import { type WireAnswer, writeReply } from './write-reply.js';

/** What serving needs besides the partner. */
export interface ServeContext extends Pick<PartnerContext, 'settings' | 'world'> {
  readonly journal: Journal;
  readonly log: Log;
}

/** One request on its way. */
interface Exchange extends JudgeInput {
  readonly id: string;
  readonly startedMs: number;
}

const ID_DIGITS = 16;
const JSON_TYPE = 'application/json; charset=UTF-8';

function headOf({ method, url, headers }: FastifyRequest): Head {
  return { method, target: url, headers };
}

const pathOf = (target: string) => target.split('?', 1)[0] ?? '';

/** Headers of every partner answer; in a repeatable world the date repeats too. */
function commonHeaders({ id, stamp }: Exchange, repeatable: boolean): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': JSON_TYPE, 'x-sparring-id': id };
  if (repeatable) headers['date'] = stamp.at.toUTCString();
  return headers;
}

/** Seals an outcome, checks the answer against its own contract, and signs its bytes. */
function writeAnswer(
  partner: SimulatedPartner,
  { settings, world }: ServeContext,
  exchange: Exchange,
  outcome: Outcome,
  authenticated: boolean,
): WireAnswer {
  const sealed = partner.contract.encode(outcome, exchange.stamp, settings);
  const operation = exchange.operation ?? partner.contract.operations[0];
  const violations = operation?.checkAnswer(sealed) ?? [];
  if (violations.length > 0) throw new Error(`our answer breaks its contract: ${JSON.stringify(violations)}`);
  const body = JSON.stringify(sealed);
  const { head, stamp } = exchange;
  const signature = signsAnswers(partner)
    ? partner.signAnswer({ head, code: outcome.code, authenticated, body: Buffer.from(body), at: stamp.at })
    : {};
  const httpStatus = outcome.kind === 'refused' ? (outcome.httpStatus ?? 200) : 200;
  return { httpStatus, headers: { ...commonHeaders(exchange, world.repeatable), ...signature }, body };
}

async function record(
  partner: SimulatedPartner,
  { journal, log, world }: ServeContext,
  { id, head, operation, move, startedMs }: Exchange,
  { outcome, arrival, moveUsed }: Judgement,
): Promise<void> {
  const entry = {
    id,
    at: world.now().toISOString(),
    partner: partner.contract.name,
    operation: operation?.name ?? null,
    method: head.method,
    path: pathOf(head.target),
    httpStatus: outcome.kind === 'refused' ? (outcome.httpStatus ?? 200) : 200,
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

/** An exception is a bug of ours; the client gets the partner's envelope all the same. */
function bugJudgement(partner: SimulatedPartner, error: unknown, log: Log): Judgement {
  log.error({ err: error }, 'a bug in Sparring');
  return {
    outcome: { kind: 'refused', code: partner.bugCode, rule: 'bug', reason: 'an exception in Sparring; see the log' },
    arrival: { end: 'whole', sizeBytes: 0 },
    authenticated: false,
    moveUsed: false,
  };
}

async function refuseUnknownMove(
  partner: SimulatedPartner,
  { id }: Exchange,
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { end } = await discard(request.raw, partner.limits.capBytes, BODY_IDLE_MS);
  const known = partner.contract.catalogue.map(({ code }) => code);
  const { httpStatus, body } = ownAnswer(
    'unknown-move',
    `${partner.contract.title} has no move ${name.slice(0, 64)}`,
    known,
  );
  const headers = { 'content-type': JSON_TYPE, 'x-sparring-id': id };
  return writeReply(reply, { httpStatus, headers, body: JSON.stringify(body) }, end === 'whole');
}

/** THE order of one request: move known → judged → sealed, checked, signed → journal → reply. */
export function servePartner(partner: SimulatedPartner, context: ServeContext) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const head = headOf(request);
    const stamp = context.world.stamp();
    const path = pathOf(head.target);
    const exchange: Exchange = {
      id: stamp.hex(ID_DIGITS),
      stamp,
      head,
      operation: partner.contract.operations.find((operation) => operation.path === path),
      move: askedMove(request, partner.contract.catalogue),
      startedMs: performance.now(),
    };
    if (exchange.move.kind === 'unknown') {
      return refuseUnknownMove(partner, exchange, exchange.move.name, request, reply);
    }
    let judgement: Judgement;
    let answer: WireAnswer;
    try {
      judgement = await judge(partner, exchange, request);
      answer = writeAnswer(partner, context, exchange, judgement.outcome, judgement.authenticated);
    } catch (error) {
      judgement = bugJudgement(partner, error, context.log);
      await discard(request.raw, partner.limits.capBytes, BODY_IDLE_MS);
      answer = writeAnswer(partner, context, exchange, judgement.outcome, false);
    }
    await record(partner, context, exchange, judgement);
    return writeReply(reply, answer, judgement.arrival.end === 'whole');
  };
}
