/* How other languages write JSON. */

/** With the names of objects in order. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}

/** Whether a JSON text has white space outside of its strings. */
export const hasWhiteSpace = (text: string): boolean => /\s/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, ''));

const isEmpty = (value: unknown) =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

function without(value: unknown, isDropped: (inner: unknown) => boolean): unknown {
  if (Array.isArray(value)) return value.map((inner) => without(inner, isDropped));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, without(inner, isDropped)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => !isDropped(inner)));
}

/** Without null and empty values. */
export const withoutEmpties = (value: unknown): unknown => without(value, isEmpty);

/** Without null values, as Java's serializers write it. */
export const withoutNulls = (value: unknown): unknown => without(value, (inner) => inner === null);

/** JSON as Python writes it: a space behind every comma and colon. */
export function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}: ${spaced(inner)}`);
  return `{${pairs.join(', ')}}`;
}

const unicode = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
export const ascii = (text: string) => text.replace(/[\u0080-\uffff]/g, unicode);
export const slashes = (text: string) => text.replaceAll('/', '\\/');
export const html = (text: string) => text.replace(/[<>&]/g, unicode);
export const gson = (text: string) => text.replace(/[<>&='\u2028\u2029]/g, unicode);
