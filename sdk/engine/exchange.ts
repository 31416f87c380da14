import type { Answer } from '../core/answer.js';
import type { Again, AnsweredDetails, RefusedError, UnknownOutcomeError } from '../core/errors.js';
import type { Receipt } from '../core/receipt.js';
import type { Verdict } from './verdict.js';

/** A request signed for one attempt. */
export interface Signed {
  readonly headers: Readonly<Record<string, string>>;
  /** The text under the signature, the body as its size. */
  readonly stringToSign: string;
}

/** The errors of a partner, with its codes as literal types. */
export interface PartnerErrors<Accepted> {
  readonly Refused: new (details: AnsweredDetails) => RefusedError;
  readonly Unknown: new (details: AnsweredDetails, again: Again<Accepted>) => UnknownOutcomeError<Accepted>;
}

/** One operation of one partner: all that a call needs besides the bytes. */
export interface Protocol<Data> {
  readonly partner: string;
  readonly operation: string;
  readonly method: string;
  /** The path as signed. */
  readonly target: string;
  /** The name of the input that holds the document. */
  readonly contentField: string;
  readonly errors: PartnerErrors<Data & Receipt>;
  /** Names of headers that may be told in logs. */
  readonly visibleHeaders: readonly string[];
  sign(body: Uint8Array, at: Date): Signed;
  judge(answer: Answer): Verdict<Data>;
}

/** The bytes of a request; they stay the same from attempt to attempt. */
export interface Prepared {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  /** The content came from a stream that cannot be read again. */
  readonly oneShot: boolean;
}
