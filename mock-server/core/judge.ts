import type { Operation, Outcome, Refusal, Stamp } from '@sparring/contracts';
import type { FastifyRequest } from 'fastify';
import type { AskedMove } from '../moves/move.js';
import { type Arrival, BODY_IDLE_MS, discard } from './arrival.js';
import type { Received } from './codec/codec.js';
import { jsonCodec } from './codec/json.js';
import { multipartCodec } from './codec/multipart.js';
import type { Admission, Head, JudgedRequest, SimulatedPartner } from './partner.js';

const CODECS = { json: jsonCodec, multipart: multipartCodec };

/** What was decided about a request, before any envelope. */
export interface Judgement {
  readonly outcome: Outcome;
  readonly arrival: Arrival;
  /** Whether the caller's signature was found to hold. */
  readonly authenticated: boolean;
  readonly moveUsed: boolean;
}

/** What is known of a request before its body. */
export interface JudgeInput {
  readonly operation: Operation | undefined;
  readonly head: Head;
  readonly stamp: Stamp;
  readonly move: AskedMove;
}

function receive(
  partner: SimulatedPartner,
  operation: Operation,
  request: FastifyRequest,
  { verification }: Admission,
): Promise<Received> {
  return CODECS[operation.codec](request, {
    maxBufferedBytes: partner.limits.maxBufferedBytes,
    capBytes: partner.limits.capBytes,
    idleMs: BODY_IDLE_MS,
    knownParts: operation.requestFields,
    onChunk: verification?.update,
  });
}

/** What refuses once the body is there and the caller is known, in the partner's order. */
async function judgeBody(
  partner: SimulatedPartner,
  { operation, caller, stamp }: Omit<JudgedRequest, 'body'>,
  received: Received,
  move: AskedMove,
): Promise<{ outcome: Outcome; moveUsed: boolean }> {
  const refused = (outcome: Refusal) => ({ outcome, moveUsed: false });
  for (const rule of partner.callerRules) {
    const refusal = rule(caller);
    if (refusal) return refused(refusal);
  }
  const read = received.read();
  if (read.kind === 'broken') return refused(partner.refuseBroken(read));
  const violations = operation.checkRequest(read.body);
  if (violations.length > 0) return refused(partner.refuseInvalid(violations));
  const judged = { operation, caller, stamp, body: read.body };
  for (const rule of partner.rules) {
    const refusal = await rule(judged);
    if (refusal) return refused(refusal);
  }
  if (move.kind === 'answer' && move.entry.class !== 'success') {
    return { outcome: moveOutcome(move.entry.code, move.entry.moveSubject), moveUsed: true };
  }
  return { outcome: await partner.accept(judged), moveUsed: move.kind === 'answer' };
}

function moveOutcome(code: string, subject: string | undefined): Refusal {
  const reason = 'asked for by the request';
  return { kind: 'refused', code, rule: 'move', reason, ...(subject === undefined ? {} : { subject }) };
}

/** Decides one request: head, arrival, signature, caller, body, rules, move, acceptance. First refusal wins. */
export async function judge(
  partner: SimulatedPartner,
  { operation, head, stamp, move }: JudgeInput,
  request: FastifyRequest,
): Promise<Judgement> {
  const early = (outcome: Refusal, arrival: Arrival) => ({ outcome, arrival, authenticated: false, moveUsed: false });
  const admission = partner.admit(head, operation);
  if (admission.kind === 'refused') {
    return early(admission, await discard(request.raw, partner.limits.capBytes, BODY_IDLE_MS));
  }
  if (!operation) throw new Error(`${partner.contract.name} admitted a request to no operation`);
  const received = await receive(partner, operation, request, admission);
  const { arrival } = received;
  if (arrival.end !== 'whole') return early(partner.refuseArrival(arrival.end), arrival);
  const forged = admission.verification?.refuse(received);
  if (forged) return early(forged, arrival);
  const { outcome, moveUsed } = await judgeBody(
    partner,
    { operation, stamp, caller: admission.caller },
    received,
    move,
  );
  return { outcome, arrival, authenticated: true, moveUsed };
}
