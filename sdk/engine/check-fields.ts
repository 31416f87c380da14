import type { Violation } from '@sparring/contracts/partner';
import { type InvalidRequestCode, InvalidRequestError } from '../core/errors.js';

interface Clause {
  readonly code: InvalidRequestCode;
  /** Measures what was given as the limit is measured. */
  readonly actual: (value: unknown) => unknown;
  readonly say: (limit: unknown, actual: unknown) => string;
}

const charactersOf = (value: unknown) => (typeof value === 'string' ? [...value].length : undefined);
const shortened = (value: unknown) => (typeof value === 'string' ? value.slice(0, 64) : value);

/** What each keyword of a schema means to the caller. */
const CLAUSES: Readonly<Record<string, Clause>> = {
  required: { code: 'MISSING', actual: () => undefined, say: () => 'is missing' },
  type: {
    code: 'WRONG_TYPE',
    actual: (value) => typeof value,
    say: (limit, actual) => `must be a ${limit}, not a ${actual}`,
  },
  minLength: {
    code: 'TOO_SHORT',
    actual: charactersOf,
    say: (limit, actual) => `must have at least ${limit} characters, not ${actual}`,
  },
  maxLength: {
    code: 'TOO_LONG',
    actual: charactersOf,
    say: (limit, actual) => `must have at most ${limit} characters, not ${actual}`,
  },
  pattern: { code: 'EMPTY', actual: charactersOf, say: () => 'must not be blank' },
  enum: {
    code: 'NOT_ALLOWED',
    actual: shortened,
    say: (limit, actual) => `must be one of ${(limit as readonly string[]).join(', ')}, not ${String(actual)}`,
  },
};

const OTHER: Clause = { code: 'WRONG_TYPE', actual: () => undefined, say: () => 'breaks the contract' };

/** Turns the first violation of a request into an error that names field, limit and actual value. */
export function checkFields(violations: readonly Violation[], input: Readonly<Record<string, unknown>>): void {
  const [violation] = violations;
  if (!violation) return;
  const { field, keyword, limit } = violation;
  const clause = CLAUSES[keyword] ?? OTHER;
  const actual = clause.actual(input[field]);
  const message = `${field} ${clause.say(limit, actual)}`;
  throw new InvalidRequestError({ code: clause.code, field, limit, actual, message });
}
