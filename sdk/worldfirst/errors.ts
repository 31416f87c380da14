import type { catalogue } from '@sparring/contracts/worldfirst/catalogue.js';
import type { CodesOf, UNLISTED_CODE } from '../core/codes.js';
import {
  type BrokenAnswerError,
  type ConnectionError,
  type InvalidRequestError,
  RefusedError,
  type UnknownOutcomeCode,
  UnknownOutcomeError,
} from '../core/errors.js';
import type { AttachmentAccepted } from './attachment.js';

/** A refusal of WorldFirst; with `UNLISTED_CODE` see `answeredCode`. */
export type WorldFirstRefusedCode = CodesOf<typeof catalogue, 'refused'> | typeof UNLISTED_CODE;

/** Why the outcome is unknown: a code of WorldFirst (U), or what happened to the connection. */
export type WorldFirstUnknownCode = CodesOf<typeof catalogue, 'unknown'> | typeof UNLISTED_CODE | UnknownOutcomeCode;

/** WorldFirst said no (F). */
export class WorldFirstRefusedError extends RefusedError {
  static {
    WorldFirstRefusedError.prototype.name = 'WorldFirstRefusedError';
  }
  declare readonly code: WorldFirstRefusedCode;
}

/** WorldFirst said U, or did not answer. */
export class WorldFirstUnknownOutcomeError extends UnknownOutcomeError<AttachmentAccepted> {
  static {
    WorldFirstUnknownOutcomeError.prototype.name = 'WorldFirstUnknownOutcomeError';
  }
  declare readonly code: WorldFirstUnknownCode;
}

/** All that `submitAttachment` can throw once the client is made; `kind` tells them apart. */
export type WorldFirstError =
  | InvalidRequestError
  | WorldFirstRefusedError
  | WorldFirstUnknownOutcomeError
  | BrokenAnswerError
  | ConnectionError;
