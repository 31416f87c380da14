import type { BrokenAnswerCode, ConnectionCode, ErrorKind, InvalidRequestCode } from './error-codes.js';
import type { NotificationError } from './notification.js';
import type { Answer, Attempt, StopReason } from './result.js';

/* One module for all errors: each further module makes the import of the package slower. */

/** What every error carries. */
export interface ErrorDetails<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
  readonly cause?: unknown;
  readonly attempts?: readonly Attempt[];
  readonly stoppedBecause?: StopReason;
  /** Default: whether any of the attempts may have been stored. */
  readonly mayHaveBeenStored?: boolean;
}

/** No message is longer, whatever a partner or a network wrote. */
const MAX_MESSAGE_CHARACTERS = 1000;

/** A text that a terminal cannot mistake for its own commands. @internal */
export const printable = (text: string): string =>
  text
    .slice(0, MAX_MESSAGE_CHARACTERS)
    .replace(/[\p{Cc}\p{Bidi_C}\u2028\u2029]/gu, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

const isOpen = ({ result }: Attempt) => result === 'unknown' || result === 'broken';

/** The base of all errors; see `SparringError`. */
export abstract class ErrorBase extends Error {
  abstract readonly kind: ErrorKind;
  readonly code: string;
  /** Every attempt, in order; empty when none was made. */
  readonly attempts: readonly Attempt[];
  readonly stoppedBecause: StopReason;
  /** Whether the partner may have stored the document despite the error, in this attempt or an earlier one. */
  readonly mayHaveBeenStored: boolean;

  constructor({ code, message, cause, attempts = [], stoppedBecause = 'final', mayHaveBeenStored }: ErrorDetails) {
    super(printable(message), cause === undefined ? undefined : { cause });
    this.code = code;
    this.attempts = attempts;
    this.stoppedBecause = stoppedBecause;
    this.mayHaveBeenStored = mayHaveBeenStored ?? attempts.some(isOpen);
  }

  /** For logs: with name and message, without cause and stack. */
  toJSON(): object {
    return Object.assign({ name: this.name, message: this.message }, this);
  }
}

/** What the partner replied. */
export interface PartnerReply {
  readonly answeredCode: string;
  readonly partnerText: string;
  readonly clientAction: string;
  readonly requestId: string | undefined;
  readonly verified: boolean;
  readonly warnings: readonly string[];
}

/** Details of an error that may carry the partner's reply. */
export interface AnsweredDetails extends ErrorDetails, Partial<PartnerReply> {
  readonly answer?: Answer;
}

/** What the two errors with a code of the partner have in common. */
export abstract class AnsweredError extends ErrorBase {
  /** Missing when no answer came. */
  readonly answer: Answer | undefined;
  /** The code exactly as the partner wrote it; `code` is `UNLISTED_CODE` when the catalogue lacks it. */
  readonly answeredCode: string | undefined;
  /** At most its first 1,000 characters. */
  readonly partnerText: string | undefined;
  /** What the client must do now, from the catalogue. */
  readonly clientAction: string;
  readonly requestId: string | undefined;
  /** Whether the answer carries a valid signature; refusals before the partner's signature check are unsigned. */
  readonly verified: boolean;
  /** Where the answer differs from its schema without a change of meaning; empty as a rule. */
  readonly warnings: readonly string[];

  constructor(details: AnsweredDetails) {
    super(details);
    this.answer = details.answer;
    this.answeredCode = details.answeredCode;
    this.partnerText = details.partnerText;
    this.clientAction = details.clientAction ?? '';
    this.requestId = details.requestId;
    this.verified = details.verified ?? false;
    this.warnings = details.warnings ?? [];
  }
}

/** The partner refused. Never retried: the same request would be refused again. */
export class RefusedError extends AnsweredError {
  static {
    RefusedError.prototype.name = 'RefusedError';
  }
  readonly kind = 'refused';
}

/** Sends the same request again: same ids, same bytes, fresh signature. */
export type SendAgain<Accepted> = () => Promise<Accepted>;

/** The outcome is unknown: the partner may have stored the document. Ask again with the same ids, best by `retry()`. */
export class UnknownOutcomeError<Accepted = unknown> extends AnsweredError {
  static {
    UnknownOutcomeError.prototype.name = 'UnknownOutcomeError';
  }
  readonly kind = 'unknown-outcome';
  readonly #sendAgain: SendAgain<Accepted>;

  constructor(details: AnsweredDetails, sendAgain: SendAgain<Accepted>) {
    super({ ...details, mayHaveBeenStored: true });
    this.#sendAgain = sendAgain;
  }

  /**
   * Makes the same call again: same ids, same bytes, fresh signatures, new time-outs, without the signal.
   * @throws InvalidRequestError `SOURCE_SPENT` when the content was a one-shot stream.
   * @example
   * if (error instanceof UnknownOutcomeError) await error.retry();
   */
  retry(): Promise<Accepted> {
    return this.#sendAgain();
  }
}

/** The answer breaks the contract or its signature: it proves nothing, and the document may be stored. */
export class BrokenAnswerError extends ErrorBase {
  static {
    BrokenAnswerError.prototype.name = 'BrokenAnswerError';
  }
  readonly kind = 'broken-answer';
  declare readonly code: BrokenAnswerCode;
  readonly answer: Answer | undefined;

  constructor(details: ErrorDetails<BrokenAnswerCode> & { readonly answer?: Answer }) {
    super(details);
    this.answer = details.answer;
  }
}

/** The request breaks the partner's contract or its content cannot be read: nothing was sent. */
export class InvalidRequestError extends ErrorBase {
  static {
    InvalidRequestError.prototype.name = 'InvalidRequestError';
  }
  readonly kind = 'invalid-request';
  declare readonly code: InvalidRequestCode;
  /** The name of the input, for example `attachmentId`. */
  readonly field: string;
  /** What is allowed: a number with its unit in the message, or a list of values. */
  readonly limit: unknown;
  /** What was given, measured as the limit is; never the content itself. */
  readonly actual: unknown;

  constructor(details: ErrorDetails<InvalidRequestCode> & { field: string; limit?: unknown; actual?: unknown }) {
    super(details);
    this.field = details.field;
    this.limit = details.limit;
    this.actual = details.actual;
  }
}

/** Nothing was sent: the partner was not reached, or the call ended first. */
export class ConnectionError extends ErrorBase {
  static {
    ConnectionError.prototype.name = 'ConnectionError';
  }
  readonly kind = 'connection';
  declare readonly code: ConnectionCode;

  constructor(details: ErrorDetails<ConnectionCode>) {
    super(details);
  }
}

/**
 * Any error of this package. `kind` names the class, `code` the case within it; both are stable, messages
 * are not.
 * @example
 * if (caught instanceof SparringError && caught.kind === 'unknown-outcome') await caught.retry();
 */
export type SparringError =
  | InvalidRequestError
  | RefusedError
  | UnknownOutcomeError
  | BrokenAnswerError
  | ConnectionError
  | NotificationError;

/** For `instanceof`, which narrows to the union. */
export const SparringError = {
  [Symbol.hasInstance]: (value: unknown): value is SparringError => value instanceof ErrorBase,
};
