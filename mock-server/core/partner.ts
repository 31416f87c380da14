import type { Accepted, PartnerContract, Refusal, Stamp, Violation } from '@sparring/contracts';
import type { StoredSummary } from '../state/ledger.js';
import type { ArrivalEnd } from './body/arrival.js';
import type { Received, UnreadableBody } from './body/receiver.js';
import type { RequestHead } from './request-head.js';

/** A signature check that can run while the body arrives. */
export interface Verification {
  /** Called with every chunk of the body, in order. */
  readonly update?: (chunk: Buffer) => void;
  /** Finishes the check; called once, when the body is complete. */
  finish(received: Received): Refusal | undefined;
}

/** The caller is known; the signature may still have to be verified over the body. */
export interface Authenticated {
  readonly kind: 'authenticated';
  readonly caller: string;
  readonly verification?: Verification;
}

/** A request whose signature is valid and whose parameters and body match their schemas. */
export interface JudgedRequest<Body = unknown> {
  readonly caller: string;
  /** Path and query parameters. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly body: Body;
  /** The time and randomness for its answer. */
  readonly stamp: Stamp;
}

/** A clause of a partner that can refuse a request. */
interface Clause {
  /** The decisions that it applies, in their order; its refusals name one of them. */
  readonly decisions: readonly string[];
}

/** A clause about a request whose body has the shape of the operation's schema. */
export interface Rule<Body = unknown> extends Clause {
  judge(request: JudgedRequest<Body>): Promise<Refusal | undefined> | Refusal | undefined;
}

/** A clause about the caller alone. */
export interface CallerRule extends Clause {
  judge(caller: string): Refusal | undefined;
}

/** The partner accepts and, unless the same is stored already, has stored something. */
export interface Acceptance extends Accepted {
  /** For the ledger: what is stored now. */
  readonly stored?: StoredSummary;
}

/** A document that is a field of a JSON body. */
export interface FieldDocument {
  readonly field: string;
  readonly bytes: Buffer;
  /** In Base64. */
  readonly sha256: string;
}

interface DocumentMethods<Body> {
  head(body: Body): Buffer | undefined;
  decoded(body: Body): FieldDocument | undefined;
}

/** How one operation of a partner behaves. */
export interface SimulatedOperation<Body = unknown> {
  /** Turns schema violations in the parameters or the body into the refusal that takes precedence. */
  refuseInvalid(violations: readonly Violation[]): Refusal;
  /** In the partner's order; the first refusal wins. */
  readonly rules: readonly Rule<Body>[];
  /** The only place that stores anything. */
  accept(request: JudgedRequest<Body>): Promise<Acceptance>;
  /** The first 16 KiB of the uploaded document, which can carry a move; absent when the operation takes none. */
  readonly documentHead?: DocumentMethods<Body>['head'];
  /** The document of a JSON body, once a rule has decoded it; other kinds of bodies have theirs in parts of their own. */
  readonly fieldDocument?: DocumentMethods<Body>['decoded'];
}

/** Why a body is incomplete, if that is not due to the simulator. */
export type ArrivalProblem = Exclude<ArrivalEnd, 'complete' | 'no-room'>;

/** How a partner handles requests to all its operations; one instance per simulator. */
export interface SimulatedPartner {
  readonly contract: PartnerContract;
  readonly limits: {
    /** Bodies up to this many bytes are buffered for decoding. */
    readonly maxBufferedBytes: number;
    /** Above this many bytes, the answer is sent before the end of the body. */
    readonly maxBodyBytes: number;
  };
  /** By the name of the operation in the contract. */
  readonly operations: Readonly<Record<string, SimulatedOperation>>;
  /** Judges only the head, in the partner's order; it must refuse a request that matches no operation. */
  authenticate(head: RequestHead): Refusal | Authenticated;
  /** Rules about the caller, applied after the signature check and before the body is decoded. */
  readonly callerRules: readonly CallerRule[];
  refuseIncomplete(problem: ArrivalProblem): Refusal;
  refuseUnreadable(body: UnreadableBody): Refusal;
  /** The code to answer when Sparring itself has a bug; every operation must have it. */
  readonly bugCode: string;
  /** When a request was signed, as it says; absent when the partner's requests do not say, `''` when this one does not. */
  signedTime?(head: Pick<RequestHead, 'headers'>): string;
  /** Names of the contract's headers, in lower case, whose values the journal shows: a time, but never a key. */
  readonly shownHeaders?: readonly string[];
}

/** What the signature of an answer can depend on. */
export interface AnswerContext {
  readonly head: RequestHead;
  readonly code: string;
  /** False when the answer was decided before the caller's signature was verified. */
  readonly authenticated: boolean;
  readonly body: string;
  readonly at: Date;
}

/** A partner that signs its answers. */
export interface AnswerSigner {
  /** The headers that authenticate an answer; empty when it is sent unsigned. */
  signAnswer(answer: AnswerContext): Promise<Readonly<Record<string, string>>>;
}

/** A partner whose business ids have states that no simulated operation can produce. */
export interface StateKeeper {
  /** The states, each with a description. */
  readonly states: Readonly<Record<string, string>>;
  /** @param subject the business id */
  setState(state: string, subject: string): Promise<void>;
}

export function signsAnswers<P extends SimulatedPartner>(partner: P): partner is P & AnswerSigner {
  return 'signAnswer' in partner;
}

export function keepsStates<P extends SimulatedPartner>(partner: P): partner is P & StateKeeper {
  return 'setState' in partner;
}
