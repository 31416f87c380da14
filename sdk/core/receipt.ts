import type { Answer } from './answer.js';
import type { Attempt } from './errors.js';

/** What comes with every success. */
export interface Receipt {
  /** The partner's id of this request; for support. */
  readonly requestId: string | undefined;
  /** Whether the partner's signature over the answer holds. */
  readonly verified: boolean;
  /** The answer as it came. */
  readonly answer: Answer;
  readonly attempts: readonly Attempt[];
}
