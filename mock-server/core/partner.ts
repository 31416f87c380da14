import type { Accepted, PartnerContract, Refusal, Stamp, Violation } from '@sparring/contracts';
import type { ArrivalEnd } from './body/arrival.js';
import type { Received, UnreadableBody } from './body/receiver.js';
import type { RequestHead } from './request-head.js';

/** A signature check that may go on while the body arrives. */
export interface Verification {
  /** Gets every chunk of the body, in order. */
  readonly update?: (chunk: Buffer) => void;
  /** Ends the check; called once, when the body is complete. */
  finish(received: Received): Refusal | undefined;
}

/** The caller is known; the signature may still depend on the body. */
export interface Authenticated {
  readonly kind: 'authenticated';
  readonly caller: string;
  readonly verification?: Verification;
}

/** A request whose signature is valid and whose parameters and body fit their schemas. */
export interface JudgedRequest<Body = unknown> {
  readonly caller: string;
  /** Path and query parameters. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly body: Body;
  /** The time and randomness that its answer is written with. */
  readonly stamp: Stamp;
}

interface RuleMethod<Body> {
  judge(request: JudgedRequest<Body>): Promise<Refusal | undefined> | Refusal | undefined;
}

/**
 * One clause of a partner that can refuse. Typed as a method so that the core, which knows no body, can
 * call it: the operation's schema guarantees the shape of the body.
 */
export type Rule<Body = unknown> = RuleMethod<Body>['judge'];

/** How one operation of a partner behaves. */
export interface SimulatedOperation<Body = unknown> {
  /** Turns violations of the parameters' or the body's schema into the refusal that comes first. */
  refuseInvalid(violations: readonly Violation[]): Refusal;
  /** In the partner's order; the first refusal wins. */
  readonly rules: readonly Rule<Body>[];
  /** The only place that stores. */
  accept(request: JudgedRequest<Body>): Promise<Accepted>;
}

/** Why a body did not arrive completely. */
export type ArrivalProblem = Exclude<ArrivalEnd, 'complete'>;

/** What a partner does with requests, whatever the operation; one instance for each simulator. */
export interface SimulatedPartner {
  readonly contract: PartnerContract;
  readonly limits: {
    /** Bodies up to this many bytes are buffered for decoding. */
    readonly maxBufferedBytes: number;
    /** Above this many bytes the answer is given before the end of the body. */
    readonly maxBodyBytes: number;
  };
  /** By the name of the operation in the contract. */
  readonly operations: Readonly<Record<string, SimulatedOperation>>;
  /** Judges the head alone, in the partner's order; a request that no operation takes must be refused. */
  authenticate(head: RequestHead): Refusal | Authenticated;
  /** Rules of the caller, after the signature and before the body is looked at. */
  readonly callerRules: readonly ((caller: string) => Refusal | undefined)[];
  refuseIncomplete(problem: ArrivalProblem): Refusal;
  refuseUnreadable(body: UnreadableBody): Refusal;
  /** The code that stands for a bug of ours; every operation must have it. */
  readonly bugCode: string;
}

/** What an answer's signature may depend on. */
export interface AnswerContext {
  readonly head: RequestHead;
  readonly code: string;
  /** False when the answer was decided before the caller's signature was found valid. */
  readonly authenticated: boolean;
  readonly body: Buffer;
  readonly at: Date;
}

/** A partner that signs its answers. */
export interface AnswerSigner {
  /** The headers that authenticate an answer; none when it goes out unsigned. */
  signAnswer(answer: AnswerContext): Readonly<Record<string, string>>;
}

/** A partner whose business ids have states that its simulated operations do not bring about. */
export interface StateKeeper {
  /** The states, each with its meaning. */
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
