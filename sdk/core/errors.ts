import type { Answer } from './answer.js';
import type { Attempt, StopReason } from './attempt.js';

export type { Attempt, StopReason } from './attempt.js';

/* All errors of a call in one file: each module of its own made the import of the package slower. */

/** What every error of this package knows. */
export interface ErrorDetails {
  readonly code: string;
  readonly message: string;
  readonly cause?: unknown;
  readonly attempts?: readonly Attempt[];
  readonly stoppedBecause?: StopReason;
}

/** The kinds of failure; each has its class. */
export type ErrorKind =
  | 'invalid-request'
  | 'refused'
  | 'unknown-outcome'
  | 'broken-answer'
  | 'connection'
  | 'notification';

/**
 * The base of all errors a call can end with. `kind` names the class, `code` the case within it; both are
 * stable, texts are not.
 */
export abstract class SparringError extends Error {
  abstract readonly kind: ErrorKind;
  readonly code: string;
  /** Every attempt that was made, in order; empty when nothing was tried. */
  readonly attempts: readonly Attempt[];
  readonly stoppedBecause: StopReason;

  constructor({ code, message, cause, attempts = [], stoppedBecause = 'final' }: ErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.attempts = attempts;
    this.stoppedBecause = stoppedBecause;
  }

  /** Whether the partner may hold the document all the same, from this attempt or an earlier one. */
  get mayHaveBeenStored(): boolean {
    return this.attempts.some(({ result }) => result === 'unknown' || result === 'broken');
  }
}

/** What is known once the partner has answered. */
export interface AnsweredDetails extends ErrorDetails {
  readonly answer?: Answer;
  readonly answeredCode?: string;
  readonly partnerText?: string;
  readonly clientAction?: string;
  readonly requestId?: string | undefined;
  readonly verified?: boolean;
}

/** What the two errors that carry a partner's code have in common. */
export abstract class AnsweredError extends SparringError {
  /** The answer as it came; missing when none did. */
  readonly answer: Answer | undefined;
  /** The code character by character as the partner wrote it; `code` is `UNLISTED_CODE` when the catalogue lacks it. */
  readonly answeredCode: string | undefined;
  readonly partnerText: string | undefined;
  /** What the client must do now, from the catalogue. */
  readonly clientAction: string;
  readonly requestId: string | undefined;
  /** Whether the partner's signature over this answer holds; refusals before the signature check come unsigned. */
  readonly verified: boolean;

  constructor(details: AnsweredDetails) {
    super(details);
    this.answer = details.answer;
    this.answeredCode = details.answeredCode;
    this.partnerText = details.partnerText;
    this.clientAction = details.clientAction ?? '';
    this.requestId = details.requestId;
    this.verified = details.verified ?? false;
  }
}

/** The partner said no. It is never repeated: the same request would be refused again. */
export class RefusedError extends AnsweredError {
  static {
    RefusedError.prototype.name = 'RefusedError';
  }
  readonly kind = 'refused';
}

/** Sends the same request again: same ids, same bytes, fresh signature. */
export type Again<Accepted> = () => Promise<Accepted>;

/** Nobody knows: the partner may have stored the document. Ask again with the same ids, best by `retry()`. */
export class UnknownOutcomeError<Accepted = unknown> extends AnsweredError {
  static {
    UnknownOutcomeError.prototype.name = 'UnknownOutcomeError';
  }
  readonly kind = 'unknown-outcome';
  readonly #again: Again<Accepted>;

  constructor(details: AnsweredDetails, again: Again<Accepted>) {
    super(details);
    this.#again = again;
  }

  override get mayHaveBeenStored(): boolean {
    return true;
  }

  /**
   * Makes the same call again: same ids, same bytes, fresh signatures, new time-outs.
   * @throws InvalidRequestError `SOURCE_SPENT` when the content was a one-shot stream.
   */
  retry(): Promise<Accepted> {
    return this.#again();
  }
}

/** Codes of `UnknownOutcomeError` that are not the partner's. */
export type UnknownOutcomeCode = 'TIMEOUT' | 'DEADLINE' | 'ABORTED' | 'CONNECTION_LOST' | 'HTTP_STATUS';

/** The answer breaks the contract or its signature: it proves nothing, and the document may be stored. */
export class BrokenAnswerError extends SparringError {
  static {
    BrokenAnswerError.prototype.name = 'BrokenAnswerError';
  }
  readonly kind = 'broken-answer';
  declare readonly code: BrokenAnswerCode;
  readonly answer: Answer | undefined;

  constructor(details: ErrorDetails & { code: BrokenAnswerCode; answer?: Answer }) {
    super(details);
    this.answer = details.answer;
  }
}

/** What is wrong with an answer. */
export type BrokenAnswerCode =
  | 'NOT_JSON'
  | 'CONTRACT_BROKEN'
  | 'SIGNATURE_MISSING'
  | 'SIGNATURE_WRONG'
  | 'REDIRECT'
  | 'HTTP_STATUS'
  | 'ANSWER_TOO_LARGE';

/** The request breaks the partner's contract or its content cannot be read: nothing was sent. */
export class InvalidRequestError extends SparringError {
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

  constructor(details: ErrorDetails & { code: InvalidRequestCode; field: string; limit?: unknown; actual?: unknown }) {
    super(details);
    this.field = details.field;
    this.limit = details.limit;
    this.actual = details.actual;
  }
}

/** Which clause of the contract a request breaks. */
export type InvalidRequestCode =
  | 'MISSING'
  | 'WRONG_TYPE'
  | 'TOO_SHORT'
  | 'TOO_LONG'
  | 'NOT_ALLOWED'
  | 'TOO_LARGE'
  | 'EMPTY'
  | 'WRONG_FORMAT'
  | 'UNREADABLE'
  | 'LENGTH_MISMATCH'
  | 'SOURCE_SPENT';

/** Nothing was sent: the partner was not reached, or the call was given up before. */
export class ConnectionError extends SparringError {
  static {
    ConnectionError.prototype.name = 'ConnectionError';
  }
  readonly kind = 'connection';
  declare readonly code: ConnectionCode;
}

/** Why nothing was sent. */
export type ConnectionCode = 'UNREACHABLE' | 'CERTIFICATE' | 'ABORTED' | 'DEADLINE';
