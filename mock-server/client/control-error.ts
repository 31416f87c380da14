import { UserError } from '../core/user-error.js';

/** What else is known of a failure. */
export interface ControlFailure {
  readonly code: string;
  readonly todo: string;
  readonly httpStatus?: number | undefined;
  readonly field?: string | undefined;
  readonly known?: readonly string[] | undefined;
}

/** The simulator refused a call, or could not be reached. */
export class ControlError extends UserError {
  override readonly name = 'ControlError';
  /**
   * A stable code: one of the control API, or `unreachable`, `timeout` or `not-a-simulator` when there was no answer
   * of a simulator.
   */
  override readonly code: string;
  /** What to do about it. */
  readonly todo: string;
  /** Absent when there was no answer. */
  readonly httpStatus: number | undefined;

  constructor(message: string, { code, todo, httpStatus, field, known }: ControlFailure) {
    super(message, field, known ? { known } : {});
    this.code = code;
    this.todo = todo;
    this.httpStatus = httpStatus;
  }
}
