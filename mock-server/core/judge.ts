import type { Operation, Refusal, Stamp } from '@sparring/contracts';
import type { FastifyRequest } from 'fastify';
import type { ChosenMove, MoveChooser } from '../moves/choose-move.js';
import type { FaultEffect } from '../moves/fault.js';
import { cutOff, effectOf, type Judgement, refused } from './apply-move.js';
import { type Arrival, type ArrivalTimes, discard } from './body/arrival.js';
import { BodyChecksum, bodyCrc32 } from './body/body-checksum.js';
import type { HeldBytes } from './body/body-memory.js';
import { receivers } from './body/index.js';
import { keepStart } from './body/keep-start.js';
import type { Received } from './body/receiver.js';
import { judgeContent } from './judge-content.js';
import type { Authenticated, SimulatedPartner } from './partner.js';
import type { Progress, Stage } from './progress.js';
import { isInvalidSignature, type KeptBody } from './recipes/recipe.js';
import type { RequestHead } from './request-head.js';

/** What is known about a request before its body is read. */
export interface JudgeInput {
  readonly head: RequestHead;
  readonly stamp: Stamp;
  readonly moves: MoveChooser;
  readonly progress: Progress;
  /** What is kept of its body. */
  readonly held: HeldBytes;
  /** Whether the journal keeps the bytes of documents. */
  readonly keepDocuments: boolean;
}

function receive(
  { limits }: SimulatedPartner,
  operation: Operation,
  request: FastifyRequest,
  { verification }: Authenticated,
  { held, keepDocuments }: JudgeInput,
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
    keepDocuments,
  });
}

/** Discards the body of a request that is refused for its head; its checksum is kept, and what a diagnosis needs of it. */
async function discardBody(
  refusal: Refusal,
  { limits }: SimulatedPartner,
  request: FastifyRequest,
  held: HeldBytes,
  bodyTimes: ArrivalTimes,
): Promise<{ arrival: Arrival; kept: KeptBody }> {
  const start = isInvalidSignature(refusal) ? keepStart(held) : undefined;
  const checksum = new BodyChecksum(request.headers['content-type']);
  const onChunk = (chunk: Buffer) => {
    checksum.update(chunk);
    start?.add(chunk);
  };
  const arrival = await discard(request.raw, { maxBytes: limits.maxBodyBytes, ...bodyTimes, onChunk });
  const crc32 = arrival.end === 'complete' && arrival.sizeBytes > 0 ? checksum.result() : undefined;
  return { arrival, kept: { bytes: start?.bytes() ?? NO_BYTES, sizeBytes: arrival.sizeBytes, crc32 } };
}

/** The client cannot know whether it would have been accepted; its partner would say as much when it is overloaded. */
function refuseWithoutRoom({ bugCode }: SimulatedPartner, { memory }: HeldBytes): Refusal {
  const reason = `the bodies of all requests in flight take more than ${memory.maxBytes} bytes`;
  return { kind: 'refused', code: bugCode, rule: 'overload', reason };
}

const NO_BYTES = Buffer.alloc(0);
const NOTHING_READ: Arrival = { end: 'aborted', sizeBytes: 0 };

function keptOf({ arrival, bytes, textParts }: Received, { headers }: RequestHead): KeptBody {
  const all = bytes?.();
  return {
    bytes: all ?? NO_BYTES,
    sizeBytes: arrival.sizeBytes,
    textParts: textParts?.(),
    crc32: all && all.length > 0 ? bodyCrc32(all, headers['content-type']) : undefined,
  };
}

/** A fault ends the connection before the body is complete. */
function cut(
  partner: SimulatedPartner,
  move: ChosenMove | undefined,
  arrival: Arrival,
  progress: Progress,
  cutAfter: Stage,
): Judgement {
  progress.stage = 'move';
  progress.cutAfter = cutAfter;
  return cutOff(partner, move, arrival);
}

/** Judges one request: head, arrival, signature, caller, parameters and body, rules, move, acceptance. */
export async function judge(
  partner: SimulatedPartner,
  input: JudgeInput,
  request: FastifyRequest,
  bodyTimes: ArrivalTimes,
): Promise<Judgement> {
  const { head, stamp, moves, progress, held } = input;
  const early = moves.beforeBody();
  const effect = effectOf(early);
  if (effect?.resetBeforeBody) return cut(partner, early, NOTHING_READ, progress, 'route');
  const refuseEarly = (outcome: Refusal, arrival: Arrival, kept?: KeptBody): Judgement => ({
    ...refused(outcome, early),
    arrival,
    authenticated: false,
    kept,
  });
  const { route } = head;
  if (route.kind === 'operation') progress.stage = 'authenticate';
  const authenticated = partner.authenticate(head);
  if (authenticated.kind === 'refused') {
    const { arrival, kept } = await discardBody(authenticated, partner, request, held, bodyTimes);
    progress.receivedAtMs = performance.now();
    return refuseEarly(authenticated, arrival, kept);
  }
  if (route.kind !== 'operation')
    throw new Error(`${partner.contract.name} authenticated a request without an operation`);
  const { operation, parameters } = route;
  progress.stage = 'receive';
  const received = await receive(partner, operation, request, authenticated, input, bodyTimes, effect);
  progress.receivedAtMs = performance.now();
  const { arrival } = received;
  if (effect?.resetAfterBytes !== undefined && arrival.end === 'over-limit')
    return cut(partner, early, arrival, progress, 'authenticate');
  if (arrival.end === 'no-room') return refuseEarly(refuseWithoutRoom(partner, held), arrival);
  if (arrival.end !== 'complete') return refuseEarly(partner.refuseIncomplete(arrival.end), arrival);
  progress.stage = 'signature';
  progress.signsBody = authenticated.verification !== undefined;
  const forged = authenticated.verification?.finish(received);
  if (forged) return refuseEarly(forged, arrival, keptOf(received, head));
  const judged = { caller: authenticated.caller, parameters, stamp };
  const decision = await judgeContent(partner, operation, judged, received, input, early);
  return { ...decision, arrival, authenticated: true };
}
