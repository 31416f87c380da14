import type { Violation } from '@sparring/contracts';

const QUOTED_CHARACTERS = 64;

/** The words after the path of what is wrong; any other keyword is described by its own message. */
const MESSAGES: Readonly<Record<string, (limit: unknown, message: string) => string>> = {
  type: (limit) => `must be of type ${Array.isArray(limit) ? limit.join(' or ') : String(limit)}`,
  enum: (limit) => `must be ${Array.isArray(limit) ? limit.join(' or ') : String(limit)}`,
  minimum: (limit) => `must be at least ${String(limit)}`,
  maximum: (limit) => `must be at most ${String(limit)}`,
  maxLength: (limit) => `must have at most ${String(limit)} characters`,
  minLength: (limit) => `must have at least ${String(limit)} characters`,
};

const shown = (text: string) => text.slice(0, QUOTED_CHARACTERS);

/** The field that is wrong, by its names: `settings.worldfirst`; empty when it is the whole input. */
export const fieldOf = ({ path }: Violation): string => shown(path.split('/').slice(1).join('.'));

/**
 * Says in one sentence what is wrong with an input that violates its schema.
 * @param what the input in words: `a lane`
 * @param fieldNames the names of its fields
 */
export function describeViolation(violation: Violation, what: string, fieldNames: readonly string[]): string {
  const { keyword, message, limit } = violation;
  const field = fieldOf(violation);
  const known = fieldNames.join(', ');
  if (keyword === 'additionalProperties') return `${what} has no field ${field}; it has ${known}`;
  if (keyword === 'required') return `${what} needs the field ${field}`;
  if (keyword === 'minProperties' || keyword === 'maxProperties') {
    return known === '' ? `${what} must not be empty` : `${what} must have exactly one of ${known}`;
  }
  const words = MESSAGES[keyword]?.(limit, message) ?? message;
  return `${field === '' ? what : field} ${words}`;
}
