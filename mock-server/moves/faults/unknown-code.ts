import type { Fault } from '../fault.js';
import { beforeOrAfter, STORED_BEFORE_OR_AFTER } from '../when-stored.js';

/** A code that no catalogue has, in the style of the partner's own. */
const unknownCode = (code: string) => (/^\d+$/.test(code) ? '987654' : 'CODE_ADDED_LATER');

/** Replaces a code wherever it stands in a value, as text or as a number. */
function replaceCode(value: unknown, code: string): unknown {
  if (value === code) return unknownCode(code);
  if (typeof value === 'number' && String(value) === code) return Number(unknownCode(code));
  if (Array.isArray(value)) return value.map((item) => replaceCode(item, code));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaceCode(item, code)]));
}

/** The partner has a new code. It is put into the general error, because a success may carry no code. */
export const unknownCodeFault: Fault = {
  name: 'unknown-code',
  client: "The partner's general error, but with a code that the client does not know; a signature over it is valid.",
  stored: STORED_BEFORE_OR_AFTER,
  clientAction: 'Treat the outcome as unknown: neither as a success nor as a refusal.',
  outcome: 'unknown',
  forms: beforeOrAfter({
    answersGeneralError: true,
    alter: (envelope, code) => replaceCode(envelope, code) as object,
  }),
};
