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

/** A text like a word of an API, which no name of a person looks like. */
const WORD = /^[\w.-]{1,32}$/;

/** Whether a field takes one of several words: its check says so about a text that no field takes. */
const isChoice = ({ checkRequest }: Operation, name: string) =>
  checkRequest?.({ [name]: '\u0000' }).some(({ keyword, path }) => keyword === 'enum' && path === `/${name}`) ?? false;

/** Whether the text of a field is shown: that of the business id, and a word where one of several is expected. */
export const isShownField = (operation: Operation, name: string, text: string): boolean =>
  name === operation.businessId || (WORD.test(text) && isChoice(operation, name));

/** The ending of a file name, which says what kind of file the client means. */
const ENDING = /\.[A-Za-z0-9]{1,5}$/;

/** Redacts a file name, which can be that of a person: `<12 characters>.jpg`. */
export function redactFilename(filename: string): string {
  const [ending = ''] = ENDING.exec(filename) ?? [];
  return hidden(filename.slice(0, filename.length - ending.length)) + ending;
}
