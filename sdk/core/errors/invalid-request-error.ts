import { type ErrorDetails, SparringError } from './sparring-error.js';

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
