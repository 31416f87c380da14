import type { OwnErrorCode } from './own-error.js';

/** What a program can know of a `UserError` besides its message. */
export interface UserErrorDetails {
  /** Which of our own errors it is in the control API; by default, that depends on the request. */
  readonly code?: OwnErrorCode;
  /** The valid values. */
  readonly known?: readonly string[];
}

/** An error that the user can fix; reported in one sentence, without a stack trace. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  /** The field of the input that is wrong, where there is one. */
  readonly field: string | undefined;
  /** A stable code, where the error has one; the same as in the control API. */
  readonly code: string | undefined;
  /** The valid values, where they are listed. */
  readonly known: readonly string[] | undefined;

  constructor(message: string, field?: string, { code, known }: UserErrorDetails = {}) {
    super(message);
    this.field = field;
    this.code = code;
    this.known = known;
  }
}

/**
 * Runs a check of a part of an input: the fields of its errors are within that part.
 * @example inField('settings', () => checkSettings(settings)) // an error names `settings.<partner>.<setting>`
 */
export function inField<Result>(name: string, check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    throw within(name, error);
  }
}

/** Puts the field of a `UserError` into another one; any other error is returned as it is. */
export function within(name: string, error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  const { message, field, code, known } = error;
  const details = { ...(code === undefined ? {} : { code: code as OwnErrorCode }), ...(known ? { known } : {}) };
  return new UserError(message, field === undefined ? name : `${name}.${field}`, details);
}
