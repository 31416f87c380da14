import type { Operation, Outcome, Refusal, Stamp } from '@sparring/contracts';
import type { FastifyRequest } from 'fastify';
import type { RequestedMove } from '../moves/move.js';
import { type Arrival, type ArrivalTimes, discard } from './body/arrival.js';
import { receivers } from './body/index.js';
import type { Received } from './body/receiver.js';
import type { Authenticated, JudgedRequest, SimulatedOperation, SimulatedPartner } from './partner.js';
import type { RequestHead } from './request-head.js';

/** The decision about a request, before it is encoded. */
export interface Judgement {
  readonly outcome: Outcome;
  readonly arrival: Arrival;
  /** Whether the caller's signature is valid. */
  readonly authenticated: boolean;
  readonly moveUsed: boolean;
}

/** What is known about a request before its body is read. */
export interface JudgeInput {
  readonly head: RequestHead;
  readonly stamp: Stamp;
  readonly move: RequestedMove;
}

/** The part of a judgement that is decided after authentication. */
type Decision = Pick<Judgement, 'outcome' | 'moveUsed'>;

const refused = (outcome: Refusal): Decision => ({ outcome, moveUsed: false });

function receive(
  { limits }: SimulatedPartner,
  operation: Operation,
  request: FastifyRequest,
  { verification }: Authenticated,
  bodyTimes: ArrivalTimes,
): Promise<Received> {
  return receivers[operation.bodyKind](request, {
    maxBufferedBytes: limits.maxBufferedBytes,
    maxBytes: limits.maxBodyBytes,
    idleMs: bodyTimes.idleMs,
    totalMs: bodyTimes.totalMs,
    knownFields: operation.requestFields,
    onChunk: verification?.update,
  });
}

function simulated({ contract, operations }: SimulatedPartner, { name }: Operation): SimulatedOperation {
  const found = operations[name];
  if (!found) throw new Error(`${contract.name} has no behavior for the operation ${name}`);
  return found;
}

/** Checks the parameters, then decodes and checks the body. */
function decode(
  partner: SimulatedPartner,
  operation: Operation,
  parameters: Readonly<Record<string, string>>,
  received: Received,
): { readonly body: unknown } | Refusal {
  const { refuseInvalid } = simulated(partner, operation);
  const invalid = operation.checkParameters?.(parameters) ?? [];
  if (invalid.length > 0) return refuseInvalid(invalid);
  const decoded = received.decode();
  if (decoded.kind === 'unreadable') return partner.refuseUnreadable(decoded);
  const violations = operation.checkRequest?.(decoded.body) ?? [];
  return violations.length > 0 ? refuseInvalid(violations) : { body: decoded.body };
}

function moveOutcome(code: string, subject: string | undefined): Refusal {
  const reason = 'requested as a move';
  return { kind: 'refused', code, rule: 'move', reason, ...(subject === undefined ? {} : { subject }) };
}

/** Applies the business rules, then the move if one was requested, then accepts. */
async function decide(
  { rules, accept }: SimulatedOperation,
  request: JudgedRequest,
  move: RequestedMove,
): Promise<Decision> {
  for (const rule of rules) {
    const judged = rule(request);
    // most rules judge at once, and waiting for them would cost more than they do
    const refusal = judged instanceof Promise ? await judged : judged;
    if (refusal) return refused(refusal);
  }
  if (move.kind === 'answer' && move.entry.class !== 'success') {
    return { outcome: moveOutcome(move.entry.code, move.entry.moveSubject), moveUsed: true };
  }
  const outcome = await accept(request);
  // an operation can have several successes, and which of them it is cannot be chosen
  return { outcome, moveUsed: move.kind === 'answer' && outcome.code === move.entry.code };
}

/** Judges a request whose body is complete and whose caller is authenticated, in the partner's order. */
function judgeContent(
  partner: SimulatedPartner,
  operation: Operation,
  request: Omit<JudgedRequest, 'body'>,
  received: Received,
  move: RequestedMove,
): Promise<Decision> | Decision {
  for (const rule of partner.callerRules) {
    const refusal = rule(request.caller);
    if (refusal) return refused(refusal);
  }
  const decoded = decode(partner, operation, request.parameters, received);
  if ('kind' in decoded) return refused(decoded);
  const { caller, parameters, stamp } = request;
  return decide(simulated(partner, operation), { caller, parameters, stamp, body: decoded.body }, move);
}

/** Judges one request: head, arrival, signature, caller, parameters and body, rules, move, acceptance. */
export async function judge(
  partner: SimulatedPartner,
  { head, stamp, move }: JudgeInput,
  request: FastifyRequest,
  bodyTimes: ArrivalTimes,
): Promise<Judgement> {
  const early = (outcome: Refusal, arrival: Arrival) => ({ outcome, arrival, authenticated: false, moveUsed: false });
  const authenticated = partner.authenticate(head);
  if (authenticated.kind === 'refused') {
    return early(authenticated, await discard(request.raw, { maxBytes: partner.limits.maxBodyBytes, ...bodyTimes }));
  }
  const { route } = head;
  if (route.kind !== 'operation')
    throw new Error(`${partner.contract.name} authenticated a request without an operation`);
  const { operation, parameters } = route;
  const received = await receive(partner, operation, request, authenticated, bodyTimes);
  const { arrival } = received;
  if (arrival.end !== 'complete') return early(partner.refuseIncomplete(arrival.end), arrival);
  const forged = authenticated.verification?.finish(received);
  if (forged) return early(forged, arrival);
  const { caller } = authenticated;
  const judged = { caller, parameters, stamp };
  const { outcome, moveUsed } = await judgeContent(partner, operation, judged, received, move);
  return { outcome, moveUsed, arrival, authenticated: true };
}
