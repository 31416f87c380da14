import type { catalogue } from '@sparring/contracts/worldfirst/catalogue.js';
import type { CodesOf, UnknownOutcomeCode, UnlistedCode } from '../core/error-codes.js';
import {
  type BrokenAnswerError,
  type ConnectionError,
  type InvalidRequestError,
  RefusedError,
  UnknownOutcomeError,
} from '../core/errors.js';
import type { AttachmentAccepted } from './attachment.js';

/** A refusal of WorldFirst; with `UNLISTED_CODE` see `answeredCode`. */
export type WorldFirstRefusedCode = CodesOf<typeof catalogue, 'refused'> | UnlistedCode;

/** Why the outcome is unknown: a code of WorldFirst (U), or what happened to the connection. */
export type WorldFirstUnknownCode = CodesOf<typeof catalogue, 'unknown'> | UnlistedCode | UnknownOutcomeCode;

/** WorldFirst refused (F). */
export class WorldFirstRefusedError extends RefusedError {
  static {
    WorldFirstRefusedError.prototype.name = 'WorldFirstRefusedError';
  }
  declare readonly code: WorldFirstRefusedCode;
}

/** WorldFirst answered U, or did not answer. */
export class WorldFirstUnknownOutcomeError extends UnknownOutcomeError<AttachmentAccepted> {
  static {
    WorldFirstUnknownOutcomeError.prototype.name = 'WorldFirstUnknownOutcomeError';
  }
  declare readonly code: WorldFirstUnknownCode;
}

/** All that `submitAttachment` rejects with; distinguish them by `kind`. */
export type WorldFirstError =
  | InvalidRequestError
  | WorldFirstRefusedError
  | WorldFirstUnknownOutcomeError
  | BrokenAnswerError
  | ConnectionError;
