import { isObject, isText } from '../core/field-check.js';
import { UserError } from '../core/user-error.js';

/*
 * What the handle of a simulator and its client check alike, so that both refuse with the same words. No partner is
 * known here, because the client loads these checks too.
 */

/** How many entries one answer can have. */
export const MAX_ENTRIES = 1_000;

const FILTER_NAMES = ['partner', 'operation', 'code', 'businessId', 'since', 'before', 'after', 'limit'];
const QUOTED_CHARACTERS = 64;

/** A URL that ends with one or two dots is one of the folder above. */
const LANE_NAME = /^(?!\.\.?$)[\w.-]{1,64}$/;

/**
 * Checks an argument that can be left out.
 * @throws UserError when it is not a text.
 */
export function checkText(name: string, value: unknown): void {
  if (value !== undefined && !isText(value)) throw new UserError(`${name} must be a text`, name);
}

/**
 * Checks how many entries are asked for.
 * @throws UserError when it is not an integer from 1 to 1,000.
 */
export function checkLimit(limit: unknown): void {
  if (limit === undefined) return;
  if (Number.isInteger(limit) && Number(limit) >= 1 && Number(limit) <= MAX_ENTRIES) return;
  throw new UserError('limit must be a whole number from 1 to 1,000', 'limit');
}

/**
 * Checks the form of a filter of a journal, but not the names in it.
 * @throws UserError that says what is allowed.
 */
export function checkFilterForm(filter: unknown): void {
  if (!isObject(filter)) throw new UserError('the filter of a journal must be an object');
  const unknown = Object.keys(filter)
    .find((name) => !FILTER_NAMES.includes(name))
    ?.slice(0, QUOTED_CHARACTERS);
  if (unknown !== undefined) {
    throw new UserError(`entries cannot be filtered by ${unknown}, but by ${FILTER_NAMES.join(', ')}`, unknown);
  }
  const { before, after, limit, ...texts } = filter;
  for (const [name, value] of Object.entries(texts)) checkText(name, value);
  if (before !== undefined && !(Number.isSafeInteger(before) && Number(before) >= 1)) {
    throw new UserError('before must be the number of an entry', 'before');
  }
  if (after !== undefined && !(Number.isSafeInteger(after) && Number(after) >= 0)) {
    throw new UserError('after must be the number of an entry, or 0', 'after');
  }
  checkLimit(limit);
}

/**
 * Checks by how much a clock is moved.
 * @param what what the clock does, to be continued in a sentence
 * @throws UserError when it is not a number.
 */
export function checkSeconds(seconds: unknown, what: 'advance' | 'be skewed'): void {
  if (Number.isFinite(seconds) && (what === 'be skewed' || Number(seconds) >= 0)) return;
  throw new UserError(`the clock can only ${what} by a number of seconds, not ${String(seconds)}`, 'seconds');
}

/**
 * Checks the name of a lane.
 * @param field what it is in the input
 * @throws UserError when no lane can be called so.
 */
export function checkLaneName(name: unknown, field: 'name' | 'lane'): void {
  if (isText(name) && LANE_NAME.test(name)) return;
  const rule =
    'the name of a lane consists of 1 to 64 letters, digits, dots, underscores and hyphens, and is neither . nor ..';
  throw new UserError(rule, field);
}

/**
 * Checks the form of a changed setting, but not the names in it.
 * @throws UserError that says which argument is wrong.
 */
export function checkChange(partner: unknown, setting: unknown, value: unknown): void {
  for (const [name, argument] of Object.entries({ partner, setting })) {
    if (!isText(argument)) throw new UserError(`${name} must be a text`, name);
  }
  if (value === undefined) throw new UserError(`${String(partner)}.${String(setting)} needs a value`, 'value');
}
