import type { catalogue } from '@sparring/contracts/prepaidify/catalogue.js';
import type { CodesOf, UnknownOutcomeCode, UnlistedCode } from '../core/error-codes.js';
import {
  type BrokenAnswerError,
  type ConnectionError,
  type InvalidRequestError,
  RefusedError,
  UnknownOutcomeError,
} from '../core/errors.js';
import type { PhotoAccepted } from './photo.js';

/** A refusal of prepaidify; with `UNLISTED_CODE` see `answeredCode`. */
export type PrepaidifyRefusedCode = CodesOf<typeof catalogue, 'refused'> | UnlistedCode;

/** Why the outcome is unknown: prepaidify's code `1`, or what happened to the connection. */
export type PrepaidifyUnknownCode = CodesOf<typeof catalogue, 'unknown'> | UnknownOutcomeCode;

/** Prepaidify refused. */
export class PrepaidifyRefusedError extends RefusedError {
  static {
    PrepaidifyRefusedError.prototype.name = 'PrepaidifyRefusedError';
  }
  declare readonly code: PrepaidifyRefusedCode;
}

/** Prepaidify failed without a reason, or did not answer. */
export class PrepaidifyUnknownOutcomeError extends UnknownOutcomeError<PhotoAccepted> {
  static {
    PrepaidifyUnknownOutcomeError.prototype.name = 'PrepaidifyUnknownOutcomeError';
  }
  declare readonly code: PrepaidifyUnknownCode;
}

/** All that `uploadPhoto` rejects with; distinguish them by `kind`. */
export type PrepaidifyError =
  | InvalidRequestError
  | PrepaidifyRefusedError
  | PrepaidifyUnknownOutcomeError
  | BrokenAnswerError
  | ConnectionError;
