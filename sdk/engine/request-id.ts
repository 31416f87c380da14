import type { Answer } from '../core/answer.js';

/** The id to give to the partner's support when the body carries none. */
const ID_HEADERS = ['x-request-id', 'x-sparring-id'];

/** The first id of the request that an answer's headers tell. */
export function requestIdOf({ headers }: Answer): string | undefined {
  return ID_HEADERS.map((name) => headers[name]).find((value) => value !== undefined);
}
