/** An error that the user can fix; reported in one sentence, without a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
