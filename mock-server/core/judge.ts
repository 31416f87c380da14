import type { Operation, Refusal, Stamp } from '@sparring/contracts';
import type { FastifyRequest } from 'fastify';
import type { ChosenMove, MoveChooser } from '../moves/choose-move.js';
import type { FaultEffect } from '../moves/fault.js';
import { acceptOrMove, cutOff, type Decision, effectOf, type Judgement, refused } from './apply-move.js';
import { type Arrival, type ArrivalTimes, discard } from './body/arrival.js';
import type { HeldBytes } from './body/body-memory.js';
import { receivers } from './body/index.js';
import { keepStart } from './body/keep-start.js';
import type { Received } from './body/receiver.js';
import type { Authenticated, JudgedRequest, SimulatedOperation, SimulatedPartner } from './partner.js';
import { isInvalidSignature, type KeptBody } from './recipes/recipe.js';
import type { RequestHead } from './request-head.js';

/** What is known about a request before its body is read. */
export interface JudgeInput {
  readonly head: RequestHead;
  readonly stamp: Stamp;
  readonly moves: MoveChooser;
  /** What is kept of its body. */
  readonly held: HeldBytes;
}

function receive(
  { limits }: SimulatedPartner,
  operation: Operation,
  request: FastifyRequest,
  { verification }: Authenticated,
  held: HeldBytes,
  bodyTimes: ArrivalTimes,
  effect: FaultEffect | undefined,
): Promise<Received> {
  return receivers[operation.bodyKind](request, {
    maxBufferedBytes: limits.maxBufferedBytes,
    maxBytes: Math.min(limits.maxBodyBytes, effect?.resetAfterBytes ?? Number.POSITIVE_INFINITY),
    idleMs: bodyTimes.idleMs,
    totalMs: bodyTimes.totalMs,
    held,
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

/** Applies the business rules; the first refusal wins. */
async function refusalByRule({ rules }: SimulatedOperation, request: JudgedRequest): Promise<Refusal | undefined> {
  for (const rule of rules) {
    const judged = rule(request);
    // most rules judge at once, and waiting for them would cost more than they do
    const refusal = judged instanceof Promise ? await judged : judged;
    if (refusal) return refusal;
  }
  return undefined;
}

/** Reads the text of a parameter or of a field of the body. */
const fieldReader =
  ({ parameters, body }: JudgedRequest) =>
  (name: string): string | undefined => {
    const source = Object.hasOwn(parameters, name) ? parameters : body;
    if (typeof source !== 'object' || source === null || !Object.hasOwn(source, name)) return undefined;
    const value = (source as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'string' ? value : undefined;
  };

/** Judges a request whose body is complete and whose caller is authenticated, in the partner's order. */
async function judgeContent(
  partner: SimulatedPartner,
  operation: Operation,
  request: Omit<JudgedRequest, 'body'>,
  received: Received,
  moves: MoveChooser,
  early: ChosenMove | undefined,
): Promise<Decision> {
  for (const rule of partner.callerRules) {
    const refusal = rule(request.caller);
    if (refusal) return refused(refusal, early);
  }
  const decoded = decode(partner, operation, request.parameters, received);
  if ('kind' in decoded) return refused(decoded, early);
  const { caller, parameters, stamp } = request;
  const judged = { caller, parameters, stamp, body: decoded.body };
  const behavior = simulated(partner, operation);
  const field = fieldReader(judged);
  const businessId = operation.businessId === undefined ? undefined : field(operation.businessId);
  const chosen = moves.withBody({ field, businessId, documentHead: () => behavior.documentHead?.(decoded.body) });
  const refusal = await refusalByRule(behavior, judged);
  const decision = refusal ? refused(refusal, chosen) : await acceptOrMove(partner, behavior, judged, chosen);
  return { ...decision, businessId };
}

/** Discards the body of a request that is refused for its head; what a diagnosis needs of it is kept. */
async function discardBody(
  refusal: Refusal,
  { limits }: SimulatedPartner,
  request: FastifyRequest,
  held: HeldBytes,
  bodyTimes: ArrivalTimes,
): Promise<{ arrival: Arrival; kept?: KeptBody }> {
  const start = isInvalidSignature(refusal) ? keepStart(held) : undefined;
  const arrival = await discard(request.raw, { maxBytes: limits.maxBodyBytes, ...bodyTimes, onChunk: start?.add });
  return start ? { arrival, kept: { bytes: start.bytes(), sizeBytes: arrival.sizeBytes } } : { arrival };
}

/** The client cannot know whether it would have been accepted; its partner would say as much when it is overloaded. */
function refuseWithoutRoom({ bugCode }: SimulatedPartner, { memory }: HeldBytes): Refusal {
  const reason = `the bodies of all requests in flight take more than ${memory.maxBytes} bytes`;
  return { kind: 'refused', code: bugCode, rule: 'overload', reason };
}

const NO_BYTES = Buffer.alloc(0);

const keptOf = ({ arrival, bytes, textParts }: Received): KeptBody => ({
  bytes: bytes?.() ?? NO_BYTES,
  sizeBytes: arrival.sizeBytes,
  textParts: textParts?.(),
});

/** Judges one request: head, arrival, signature, caller, parameters and body, rules, move, acceptance. */
export async function judge(
  partner: SimulatedPartner,
  { head, stamp, moves, held }: JudgeInput,
  request: FastifyRequest,
  bodyTimes: ArrivalTimes,
): Promise<Judgement> {
  const early = moves.beforeBody();
  const effect = effectOf(early);
  if (effect?.resetBeforeBody) return cutOff(partner, early, { end: 'aborted', sizeBytes: 0 });
  const refuseEarly = (outcome: Refusal, arrival: Arrival, kept?: KeptBody): Judgement => ({
    ...refused(outcome, early),
    arrival,
    authenticated: false,
    kept,
  });
  const authenticated = partner.authenticate(head);
  if (authenticated.kind === 'refused') {
    const { arrival, kept } = await discardBody(authenticated, partner, request, held, bodyTimes);
    return refuseEarly(authenticated, arrival, kept);
  }
  const { route } = head;
  if (route.kind !== 'operation')
    throw new Error(`${partner.contract.name} authenticated a request without an operation`);
  const { operation, parameters } = route;
  const received = await receive(partner, operation, request, authenticated, held, bodyTimes, effect);
  const { arrival } = received;
  if (effect?.resetAfterBytes !== undefined && arrival.end === 'over-limit') return cutOff(partner, early, arrival);
  if (arrival.end === 'no-room') return refuseEarly(refuseWithoutRoom(partner, held), arrival);
  if (arrival.end !== 'complete') return refuseEarly(partner.refuseIncomplete(arrival.end), arrival);
  const forged = authenticated.verification?.finish(received);
  if (forged) return refuseEarly(forged, arrival, keptOf(received));
  const judged = { caller: authenticated.caller, parameters, stamp };
  const decision = await judgeContent(partner, operation, judged, received, moves, early);
  return { ...decision, arrival, authenticated: true };
}
