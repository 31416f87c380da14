import type { IncomingHttpHeaders } from 'node:http';
import type {
  Accepted,
  Operation,
  PartnerContract,
  Refusal,
  SettingValue,
  Stamp,
  Violation,
} from '@sparring/contracts';
import type { ArrivalEnd } from './arrival.js';
import type { BrokenBody, Received } from './codec/codec.js';
import type { Store } from './store.js';
import type { World } from './world.js';

/** A request before its body has been read. */
export interface Head {
  readonly method: string;
  /** Path with query as received, without scheme and host. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

/** A signature check that may go on while the body arrives. */
export interface Verification {
  /** Sees every chunk of the body, in order. */
  readonly update?: (chunk: Buffer) => void;
  /** Ends the check; called once, when the body is there. */
  refuse(received: Received): Refusal | undefined;
}

/** The head was let in; the caller is known. */
export interface Admission {
  readonly kind: 'admitted';
  readonly caller: string;
  readonly verification?: Verification;
}

/** A request whose signature holds and whose body fits its schema. */
export interface JudgedRequest<Body = unknown> {
  readonly operation: Operation;
  readonly caller: string;
  readonly body: Body;
  /** The time and chance its answer is written with. */
  readonly stamp: Stamp;
}

interface RuleMethod<Body> {
  judge(request: JudgedRequest<Body>): Promise<Refusal | undefined> | Refusal | undefined;
}

/**
 * One clause of a partner that can refuse. Typed as a method so that the core, which knows no body, can
 * call it: that the body has the rule's shape was vouched for by the operation's schema.
 */
export type Rule<Body = unknown> = RuleMethod<Body>['judge'];

/** Why a body never became one. */
export type ArrivalProblem = Exclude<ArrivalEnd, 'whole'>;

/** What a partner does with requests; one instance for each simulator. */
export interface SimulatedPartner<Body = unknown> {
  readonly contract: PartnerContract;
  readonly limits: {
    /** Bodies up to this many bytes are kept whole for reading. */
    readonly maxBufferedBytes: number;
    /** Above this many bytes the answer is given before the end of the body. */
    readonly capBytes: number;
  };
  /** Judges the head alone: first refusal wins. `operation` is undefined when the path is none. */
  admit(head: Head, operation: Operation | undefined): Refusal | Admission;
  /** Rules of the caller, after the signature and before the body is looked at. */
  readonly callerRules: readonly ((caller: string) => Refusal | undefined)[];
  refuseArrival(problem: ArrivalProblem): Refusal;
  refuseBroken(broken: BrokenBody): Refusal;
  /** Turns violations of the request schema into the refusal that comes first. */
  refuseInvalid(violations: readonly Violation[]): Refusal;
  readonly rules: readonly Rule<Body>[];
  /** The only place that stores. */
  accept(request: JudgedRequest<Body>): Promise<Accepted>;
  /** What a bug of ours is answered as. */
  readonly bugCode: string;
}

/** What an answer's signature may depend on. */
export interface AnswerContext {
  readonly head: Head;
  readonly code: string;
  /** False when the answer was decided before the caller's signature was found to hold. */
  readonly authenticated: boolean;
  readonly body: Buffer;
  readonly at: Date;
}

/** A partner that signs its answers. */
export interface AnswerSigner {
  /** The headers that authenticate an answer; none when it goes out unsigned. */
  signAnswer(answer: AnswerContext): Readonly<Record<string, string>>;
}

/** A partner whose business knows facts that its simulated operations do not bring about. */
export interface FactKeeper {
  /** The facts it knows, with what they do. */
  readonly facts: Readonly<Record<string, string>>;
  establish(fact: string, subject: string): Promise<void>;
}

export function signsAnswers<P extends SimulatedPartner>(partner: P): partner is P & AnswerSigner {
  return 'signAnswer' in partner;
}

export function keepsFacts<P extends SimulatedPartner>(partner: P): partner is P & FactKeeper {
  return 'establish' in partner;
}

/** What a partner is made of when a simulator starts. */
export interface PartnerContext {
  readonly credentials: Readonly<Record<string, string>>;
  /** Current values; they can change while the simulator runs. */
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly world: World;
  /** Opens a store of the partner's; the simulator clears it on reset. */
  openStore<Value>(): Store<Value>;
}

/** One text of a partner's credentials. */
export interface CredentialField {
  readonly name: string;
  /** What it is, for messages. */
  readonly title: string;
  readonly kind: 'text' | 'private-key' | 'public-key';
  /** Fields of the same pair are the two halves of one key pair. */
  readonly pair?: string;
  /** A client needs it, so `sparring env` prints it. */
  readonly forClient: boolean;
}

/** Texts of credentials; a missing one was neither given nor could be made. */
export type Credentials = Readonly<Record<string, string>>;

/** A request to write as a curl command. */
export interface CurlRequest {
  readonly url: string;
  readonly operation: Operation;
  readonly fields: Readonly<Record<string, string>>;
  readonly file: { readonly path: string; readonly filename: string; readonly bytes: Buffer };
  readonly method: string;
  readonly credentials: Credentials;
  readonly at: Date;
  /** Keeps a body that is too long for a command line; returns its path. */
  keepBody(name: string, bytes: Buffer): Promise<string>;
}

/** What the registry of partners holds: everything of a partner that a simulator or a command needs. */
export interface PartnerModule {
  readonly contract: PartnerContract;
  readonly credentialFields: readonly CredentialField[];
  /** Makes what was not given; throws a `UserError` when what was given does not fit together. */
  completeCredentials(given: Credentials): Promise<Credentials>;
  create(context: PartnerContext): SimulatedPartner;
  /** The arguments of a curl command, signed. */
  writeCurl(request: CurlRequest): Promise<readonly string[]>;
  /** Made-up values for the text fields that the user did not give. */
  sampleFields(pick: SamplePick): Readonly<Record<string, string>>;
  readonly sampleFile: { readonly filename: string; readonly base64: string };
}

/** Seeded made-up data. */
export interface SamplePick {
  /** An upper-case letters-and-digits id of a length. */
  id(length: number): string;
}
