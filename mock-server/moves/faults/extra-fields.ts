import type { Fault } from '../fault.js';

/** One field of each type that a later version of the partner might add. */
const EXTRA = {
  extraText: 'added later',
  extraNumber: 1.5,
  extraFlag: true,
  extraNull: null,
  extraList: ['added later'],
  extraObject: { extraText: 'added later' },
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Adds the fields to an object and to each object in it. */
function withExtra(object: Readonly<Record<string, unknown>>): object {
  const entries = Object.entries(object).map(([name, value]) => [name, isObject(value) ? withExtra(value) : value]);
  return { ...Object.fromEntries(entries), ...EXTRA };
}

/** The answer has fields that the client does not know. */
export const extraFields: Fault = {
  name: 'extra-fields',
  client: 'The usual answer with additional fields in each object; a signature over it is valid.',
  stored: 'As usual.',
  clientAction: 'Ignore fields that it does not know.',
  outcome: 'answered',
  forms: [{ parameters: [], effect: () => ({ alter: withExtra }) }],
};
