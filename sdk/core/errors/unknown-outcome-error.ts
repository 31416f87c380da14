import { type AnsweredDetails, AnsweredError } from './answered-error.js';

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
