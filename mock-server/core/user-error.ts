/** An error that the user can fix; reported in one sentence, without a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** The field of the input that is wrong, where there is one. */
  readonly field: string | undefined;

  constructor(message: string, field?: string) {
    super(message);
    this.field = field;
  }
}
