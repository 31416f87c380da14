import type { Entry } from '../api/types.js';
import { classOf } from './partners.js';

/** A word of a search; with a name, it is only looked for in that column. */
interface Term {
  readonly name: string | undefined;
  readonly text: string;
}

type Reader = (entry: Entry) => string | null;

/** What can be searched for by name, such as `code:PROCESS_FAIL`. */
const COLUMNS: Readonly<Record<string, Reader>> = {
  lane: ({ lane }) => lane,
  partner: ({ partner }) => partner,
  operation: ({ operation }) => operation,
  code: ({ code }) => code,
  class: classOf,
  id: ({ businessId }) => businessId,
  move: ({ move }) => (move ? `${move.text} ${move.by}` : null),
};

export const COLUMN_NAMES = Object.keys(COLUMNS);

/** Splits a search into words; each has to be found. */
export function readSearch(text: string): readonly Term[] {
  return (text.toLowerCase().match(/\S+/g) ?? []).map((word) => {
    const [, name = '', rest = ''] = /^(\w+):(.*)$/.exec(word) ?? [];
    return Object.hasOwn(COLUMNS, name) ? { name, text: rest } : { name: undefined, text: word };
  });
}

const searched = new WeakMap<Entry, string>();

/** Everything of an exchange that a search looks at; made once, since ten thousand are searched at every key. */
function textOf(entry: Entry): string {
  const known = searched.get(entry);
  if (known !== undefined) return known;
  const { at, id, method, path, reason } = entry;
  const { lane, partner, operation, code, businessId, move } = entry;
  const texts = [at, id, method, path, reason, lane, partner, operation, code, businessId, move?.text];
  const text = texts.join('\n').toLowerCase();
  searched.set(entry, text);
  return text;
}

/** Prepares exchanges for searches, a page of them at a time, so that the first search of thousands is as fast as the others. */
export function prepare(entries: readonly Entry[]): void {
  for (const entry of entries) textOf(entry);
}

/** Finds the exchanges that have all words. */
export function matcher(terms: readonly Term[]): (entry: Entry) => boolean {
  return (entry) =>
    terms.every(({ name, text }) => {
      const read = name === undefined ? undefined : COLUMNS[name];
      return (read ? (read(entry) ?? '').toLowerCase() : textOf(entry)).includes(text);
    });
}

/** Sets what a search asks of a column, or takes it away. */
export function setTerm(search: string, name: string, value: string | undefined): string {
  const others = (search.match(/\S+/g) ?? []).filter((word) => !word.toLowerCase().startsWith(`${name}:`));
  return [...others, ...(value === undefined ? [] : [`${name}:${value}`])].join(' ');
}

/** The value that a search asks of a column. */
export const termOf = (search: string, name: string): string | undefined =>
  (search.match(/\S+/g) ?? []).find((word) => word.startsWith(`${name}:`))?.slice(name.length + 1);
