import { checkWith, type Violation } from '@sparring/contracts';
import { UserError } from '../core/user-error.js';
import * as requests from '../generated/control/requests.js';

const { fieldNames, ...compiled } = requests;

/** The name of a request of the control API: what its schema is compiled to. */
export type InputName = keyof typeof compiled;

const QUOTED_CHARACTERS = 64;

/** The words after the path of what is wrong; any other keyword is described by its own message. */
const MESSAGES: Readonly<Record<string, (limit: unknown, message: string) => string>> = {
  type: (limit) => `must be of type ${Array.isArray(limit) ? limit.join(' or ') : String(limit)}`,
  enum: (limit) => `must be ${Array.isArray(limit) ? limit.join(' or ') : String(limit)}`,
  minimum: (limit) => `must be at least ${String(limit)}`,
  maxLength: (limit) => `must have at most ${String(limit)} characters`,
  minLength: (limit) => `must have at least ${String(limit)} characters`,
};

const shown = (text: string) => text.slice(0, QUOTED_CHARACTERS);

/** A JSON pointer as the name of a field: `settings.worldfirst`. */
const fieldOf = (path: string) => shown(path.split('/').slice(1).join('.'));

function describe(input: InputName, what: string, { path, keyword, message, limit }: Violation): string {
  const field = fieldOf(path);
  const known = fieldNames[input].join(', ');
  if (keyword === 'additionalProperties') return `${what} has no field ${field}; it has ${known}`;
  if (keyword === 'required') return `${what} needs the field ${field}`;
  if (keyword === 'minProperties' || keyword === 'maxProperties') {
    return known === '' ? `${what} must not be empty` : `${what} must have exactly one of ${known}`;
  }
  const words = MESSAGES[keyword]?.(limit, message) ?? message;
  return `${field === '' ? what : field} ${words}`;
}

/**
 * Checks the shape of an input by the schema of the control API, wherever the input comes from.
 * @param what the input in words, for messages: `a lane`
 * @throws UserError whose `field` is the first field that is wrong.
 * @example checkInput('laneRequest', 'a lane', options)
 */
export function checkInput(input: InputName, what: string, value: unknown): void {
  const [violation] = checkWith(compiled[input])(value);
  if (!violation) return;
  const field = fieldOf(violation.path);
  throw new UserError(describe(input, what, violation), field === '' ? undefined : field);
}
