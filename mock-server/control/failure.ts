import { isOwnErrorCode, type OwnError, ownError } from '../core/own-error.js';
import type { UserError } from '../core/user-error.js';
import type { ControlRoute } from './route.js';

/** What a `UserError` is in the control API. */
export function failureOf({ message, field, code, known }: UserError, { query = [] }: ControlRoute): OwnError {
  const isOfQuery = (query as readonly (string | undefined)[]).includes(field);
  const fallback = isOfQuery ? 'invalid-parameter' : 'invalid-body';
  return ownError(isOwnErrorCode(code) ? code : fallback, message, known, field);
}
