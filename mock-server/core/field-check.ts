import { UserError } from './user-error.js';

/** What one field of an input can be. */
export interface FieldCheck {
  readonly fits: (value: unknown) => boolean;
  /** Follows `must be`. */
  readonly allowed: string;
}

/** The fields of an input, in the order in which they are checked. */
export type FieldChecks = Readonly<Record<string, FieldCheck>>;

/** What is wrong with a field. */
export interface FieldProblem {
  readonly field: string;
  /** One sentence that says what is allowed. */
  readonly message: string;
}

const QUOTED_CHARACTERS = 64;

/** Whether a value is an object with fields: a list or `null` is none. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How deep the inputs are that have optional fields: `settings.<partner>.<setting>`. */
const MAX_DEPTH = 3;

/** An input without its fields that are `undefined`, as it would arrive by JSON. */
export function withoutUndefined(value: unknown, depth = MAX_DEPTH): unknown {
  if (!isObject(value) || depth === 0) return value;
  const given = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(given.map(([name, one]) => [name, withoutUndefined(one, depth - 1)]));
}

export const isText = (value: unknown): value is string => typeof value === 'string';

/** A whole number within bounds. */
export const whole = (min: number, max: number): FieldCheck => ({
  fits: (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
  // the first number that is formatted costs several milliseconds, which no start should pay
  get allowed() {
    return `a whole number from ${min.toLocaleString('en-US')} to ${max.toLocaleString('en-US')}`;
  },
});

export const text: FieldCheck = { fits: isText, allowed: 'a text' };

/**
 * Finds the first field that an input cannot have, or cannot have with its value. A field that is `undefined` counts
 * as left out.
 * @param what the input, for messages: `a rule`
 * @param kind what it has: `field` or `option`
 */
export function findProblem(
  what: string,
  input: Readonly<Record<string, unknown>>,
  checks: FieldChecks,
  kind: 'field' | 'option' = 'field',
): FieldProblem | undefined {
  const unknown = Object.keys(input).find((name) => !Object.hasOwn(checks, name));
  if (unknown !== undefined) {
    const field = unknown.slice(0, QUOTED_CHARACTERS);
    return { field, message: `${what} has no ${kind} ${field}; it has ${Object.keys(checks).join(', ')}` };
  }
  for (const [field, { fits, allowed }] of Object.entries(checks)) {
    if (input[field] !== undefined && !fits(input[field])) return { field, message: `${field} must be ${allowed}` };
  }
  return undefined;
}

/**
 * Checks the options of a function, which programs in JavaScript can misspell.
 * @param what the function
 * @throws UserError whose `field` is the first option that is wrong.
 * @example checkOptions('createControl', options, { token: text })
 */
export function checkOptions(what: string, options: unknown, checks: FieldChecks): void {
  if (!isObject(options)) throw new UserError(`the options of ${what} must be an object`);
  const problem = findProblem(what, options, checks, 'option');
  if (problem) throw new UserError(problem.message, problem.field);
}
