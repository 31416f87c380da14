import type { Violation } from '@sparring/contracts/partner';
import type { InvalidRequestCode } from '../core/error-codes.js';
import { InvalidRequestError } from '../core/errors.js';

interface Clause {
  readonly code: InvalidRequestCode;
  /** Measures what was given as the limit is measured. */
  readonly actual: (value: unknown) => unknown;
  readonly describe: (limit: unknown, actual: unknown) => string;
}

const charactersOf = (value: unknown) => (typeof value === 'string' ? [...value].length : undefined);
/** A document that was passed in the wrong place must not end up in a log. */
const shown = (value: unknown) =>
  typeof value === 'string' && value.length > 64 ? `a text of ${value.length} characters` : value;

/** The meaning of each keyword of a schema for the caller. */
const CLAUSES: Readonly<Record<string, Clause>> = {
  required: { code: 'MISSING', actual: () => undefined, describe: () => 'is missing' },
  type: {
    code: 'WRONG_TYPE',
    actual: (value) => typeof value,
    describe: (limit, actual) => `must be a ${limit}, not a ${actual}`,
  },
  minLength: {
    code: 'TOO_SHORT',
    actual: charactersOf,
    describe: (limit, actual) => `must have at least ${limit} characters, not ${actual}`,
  },
  maxLength: {
    code: 'TOO_LONG',
    actual: charactersOf,
    describe: (limit, actual) => `must have at most ${limit} characters, not ${actual}`,
  },
  pattern: { code: 'EMPTY', actual: charactersOf, describe: () => 'must not be blank' },
  enum: {
    code: 'NOT_ALLOWED',
    actual: shown,
    describe: (limit, actual) => `must be one of ${(limit as readonly string[]).join(', ')}, not ${String(actual)}`,
  },
};

const OTHER: Clause = { code: 'WRONG_TYPE', actual: () => undefined, describe: () => 'breaks the contract' };

/**
 * Turns the first violation of a request into an error.
 * @throws InvalidRequestError that names field, limit and actual value.
 */
export function checkFields(violations: readonly Violation[], input: Readonly<Record<string, unknown>>): void {
  const [violation] = violations;
  if (!violation) return;
  const { field, keyword, limit } = violation;
  const clause = CLAUSES[keyword] ?? OTHER;
  const actual = clause.actual(input[field]);
  const message = `${field} ${clause.describe(limit, actual)}`;
  throw new InvalidRequestError({ code: clause.code, field, limit, actual, message });
}
