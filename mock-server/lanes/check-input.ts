import { checkWith } from '@sparring/contracts';
import { describeViolation, fieldOf } from '../config/describe-violation.js';
import { UserError } from '../core/user-error.js';
import * as requests from '../generated/control/requests.js';

const { fieldNames, ...compiled } = requests;

/** The name of a request of the control API: what its schema is compiled to. */
export type InputName = keyof typeof compiled;

/**
 * Checks the shape of an input by the schema of the control API, wherever the input comes from.
 * @param what the input in words, for messages: `a lane`
 * @throws UserError whose `field` is the first field that is wrong.
 * @example checkInput('laneRequest', 'a lane', options)
 */
export function checkInput(input: InputName, what: string, value: unknown): void {
  const [violation] = checkWith(compiled[input])(value);
  if (!violation) return;
  const field = fieldOf(violation);
  throw new UserError(describeViolation(violation, what, fieldNames[input]), field === '' ? undefined : field);
}
