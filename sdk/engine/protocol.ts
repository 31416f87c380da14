import type { AnsweredDetails, RefusedError, SendAgain, UnknownOutcomeError } from '../core/errors.js';
import type { Answer, Receipt } from '../core/result.js';
import type { AnswerFailure } from './failure.js';

/** A request signed for one attempt. */
export interface Signed {
  readonly headers: Readonly<Record<string, string>>;
  /** The string under the signature, the body as its size. */
  readonly stringToSign: string;
}

/** The error classes of a partner, with its codes as literal types. */
export interface PartnerErrors<Result> {
  readonly Refused: new (details: AnsweredDetails) => RefusedError;
  readonly Unknown: new (details: AnsweredDetails, sendAgain: SendAgain<Result>) => UnknownOutcomeError<Result>;
}

/** An answer that reports success. */
export interface Accepted<Data> {
  readonly result: 'accepted';
  readonly code: string;
  readonly data: Data;
  readonly requestId: string | undefined;
  readonly verified: boolean;
  readonly warnings: readonly string[];
}

/** What an answer means, in the partner's terms. */
export type Verdict<Data> = Accepted<Data> | AnswerFailure;

/** One operation of one partner: all that a call needs besides the bytes. */
export interface Protocol<Data> {
  readonly partner: string;
  readonly operation: string;
  readonly method: string;
  /** The path as signed. */
  readonly target: string;
  /** The name of the input with the document. */
  readonly contentField: string;
  readonly errors: PartnerErrors<Data & Receipt>;
  /** Names of headers that may be logged. */
  readonly visibleHeaders: readonly string[];
  sign(body: Body, at: Date): Signed;
  judge(answer: Answer): Verdict<Data>;
}

/** The bytes of a request, in one or more pieces: joining large ones would take as much memory again. */
export type Body = readonly Buffer[];

/** The size of a body, in bytes. */
export const sizeOf = (body: Body): number => body.reduce((sum, { length }) => sum + length, 0);

/** The bytes of a request; they stay the same from attempt to attempt. */
export interface Prepared {
  readonly body: Body;
  readonly contentType: string;
  /** The content came from a stream that cannot be read again. */
  readonly oneShot: boolean;
}
