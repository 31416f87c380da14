/** Something the user can mend: told in one sentence, without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
