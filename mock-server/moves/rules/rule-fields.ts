import { type FieldCheck, type FieldChecks, findProblem, isObject, whole } from '../../core/field-check.js';
import type { RuleProblem } from './rule.js';

/** The longest text in a rule. */
export const MAX_TEXT_CHARACTERS = 1_000;
const MAX_STEPS = 100;
const MAX_FIELDS = 16;

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= MAX_TEXT_CHARACTERS;

const isListOfTexts = (value: unknown) =>
  Array.isArray(value) && value.length >= 1 && value.length <= MAX_STEPS && value.every(isText);

const isTextByName = (value: unknown) => {
  if (!isObject(value)) return false;
  const texts = Object.values(value);
  return texts.length >= 1 && texts.length <= MAX_FIELDS && texts.every(isText);
};

const text: FieldCheck = { fits: isText, allowed: 'a text of at most 1,000 characters' };

/** The fields of a rule, in the order in which they are checked. */
const FIELDS: FieldChecks = {
  partner: text,
  operation: text,
  fields: { fits: isTextByName, allowed: 'an object of 1 to 16 fields, each with a text of at most 1,000 characters' },
  move: text,
  sequence: { fits: isListOfTexts, allowed: 'a list of 1 to 100 moves' },
  repeat: { fits: (value) => typeof value === 'boolean', allowed: 'true or false' },
  times: whole(1, 1_000_000),
  after: whole(0, 1_000_000),
  probability: {
    fits: (value) => typeof value === 'number' && value >= 0 && value <= 1,
    allowed: 'a number from 0 to 1',
  },
  expiresInSeconds: {
    fits: (value) => typeof value === 'number' && value > 0 && value <= 31_536_000,
    allowed: 'a number of seconds above 0 and up to 31,536,000, a year',
  },
  priority: whole(-1_000, 1_000),
};

/** A problem with one field. */
export const problem = (field: string, message: string): RuleProblem => ({ kind: 'invalid', field, message });

/** Checks each field by itself; a field that is `undefined` counts as left out. */
export function checkFields(input: Readonly<Record<string, unknown>>): RuleProblem | undefined {
  const found = findProblem('a rule', input, FIELDS);
  return found && problem(found.field, found.message);
}
