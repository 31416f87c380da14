import type { RuleProblem } from './rule.js';

/** The longest text in a rule. */
export const MAX_TEXT_CHARACTERS = 1_000;
const MAX_STEPS = 100;
const MAX_FIELDS = 16;

/** What a field of a rule can be. */
interface FieldCheck {
  readonly fits: (value: unknown) => boolean;
  /** Follows `must be`. */
  readonly allowed: string;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= MAX_TEXT_CHARACTERS;

const isListOfTexts = (value: unknown) =>
  Array.isArray(value) && value.length >= 1 && value.length <= MAX_STEPS && value.every(isText);

const isTextByName = (value: unknown) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const texts = Object.values(value);
  return texts.length >= 1 && texts.length <= MAX_FIELDS && texts.every(isText);
};

const text: FieldCheck = { fits: isText, allowed: 'a text of at most 1,000 characters' };

const whole = (min: number, max: number): FieldCheck => ({
  fits: (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
  // only when it is shown: the first number that is written for a locale loads that locale, which takes milliseconds
  get allowed() {
    return `a whole number from ${min.toLocaleString('en-US')} to ${max.toLocaleString('en-US')}`;
  },
});

/** The fields of a rule, in the order in which they are checked. */
const FIELDS: Readonly<Record<string, FieldCheck>> = {
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
  const unknown = Object.keys(input).find((name) => !Object.hasOwn(FIELDS, name));
  if (unknown !== undefined) {
    const known = Object.keys(FIELDS).join(', ');
    return problem(unknown.slice(0, 64), `a rule has no field ${unknown.slice(0, 64)}; it has ${known}`);
  }
  for (const [name, { fits, allowed }] of Object.entries(FIELDS)) {
    if (input[name] !== undefined && !fits(input[name])) return problem(name, `${name} must be ${allowed}`);
  }
  return undefined;
}
