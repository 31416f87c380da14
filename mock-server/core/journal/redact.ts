import type { Operation } from '@sparring/contracts';
import type { JournalHeaders } from '../../state/journal.js';

/** What is shown instead of a text that may be secret or personal. */
export const hidden = (text: string | number): string =>
  `<${typeof text === 'number' ? text : text.length} characters>`;

/**
 * Headers whose values are shown, in lower case: they describe a message and its connection. Any other may be a key, a
 * name or a session.
 */
const SHOWN_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'allow',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'expect',
  'host',
  'keep-alive',
  'retry-after',
  'te',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'x-sparring-id',
  'x-sparring-move',
]);

/**
 * Redacts headers: names and their order stay; only harmless values do.
 * @param shownHeaders further names whose values are shown, in lower case
 */
export function redactHeaders(shownHeaders: readonly string[], headers: JournalHeaders): JournalHeaders {
  return headers.map(([name, value]) => {
    const key = name.toLowerCase();
    return [name, SHOWN_HEADERS.has(key) || shownHeaders.includes(key) ? value : hidden(value)];
  });
}

/** Node's list of raw headers, in which names and values take turns. */
export const headerPairs = (raw: readonly string[]): JournalHeaders =>
  Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? '', raw[2 * index + 1] ?? '']);

/** The words that a field takes, if it takes only some: its check says so about a text that no field takes. */
function wordsOf({ checkRequest }: Operation, name: string): readonly string[] {
  const found = checkRequest?.({ [name]: '\u0000' }) ?? [];
  const { limit } = found.find(({ keyword, path }) => keyword === 'enum' && path === `/${name}`) ?? {};
  return Array.isArray(limit) ? limit.map(String) : [];
}

const spelled = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, '');

/**
 * Whether the text of a field is shown: that of the business id, and one of the words that it takes, however it is
 * spelled. Another text, in a field of any name, may be that of a person.
 */
export const isShownField = (operation: Operation, name: string, text: string): boolean =>
  name === operation.businessId || wordsOf(operation, name).some((word) => spelled(word) === spelled(text));

/** The ending of a file name, which says what kind of file the client means. */
const ENDING = /\.[A-Za-z0-9]{1,5}$/;

/** Redacts a file name, which can be that of a person: `<12 characters>.jpg`. */
export function redactFilename(filename: string): string {
  const [ending = ''] = ENDING.exec(filename) ?? [];
  return hidden(filename.slice(0, filename.length - ending.length)) + ending;
}
