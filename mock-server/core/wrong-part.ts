import type { Violation, WrongPart } from '@sparring/contracts';

const named =
  (part: WrongPart['part']) =>
  (name: string, allowed: string): WrongPart => ({ part, name, allowed });

/** A header that is wrong; `allowed` says what it must be, and continues "must be". */
export const wrongHeader = named('header');

/** A parameter of the path or the query that is wrong. */
export const wrongParameter = named('parameter');

/** A field of the body that is wrong. */
export const wrongField = named('field');

/** A document of the body that is wrong; the name is that of its field, `''` when it is the whole body. */
export const wrongDocument = named('document');

/** What has no name of its own. */
export const wrongPart = (part: 'method' | 'path' | 'body' | 'rate', allowed: string): WrongPart => ({ part, allowed });

/** What a keyword of JSON Schema allows, in words; of any other keyword, its message says so. */
const ALLOWED: Readonly<Record<string, (limit: unknown) => string>> = {
  required: () => 'present',
  type: (limit) => `of type ${[limit].flat().join(' or ')}`,
  enum: (limit) => `one of ${[limit].flat().join(', ')}`,
  maxLength: (limit) => `at most ${String(limit)} characters`,
  minLength: (limit) => `at least ${String(limit)} characters`,
};

/** The field or parameter that violates its schema. */
export function wrongByViolation(
  { field, keyword, limit, message }: Violation,
  part: 'field' | 'parameter' = 'field',
): WrongPart {
  const allowed = ALLOWED[keyword]?.(limit) ?? message.replace(/^must (?:be )?/i, '');
  return field === '' ? { part: 'body', allowed } : { part, name: field, allowed };
}
