import { readHarRequest } from './read-har-request.js';
import { readRawRequest } from './read-raw-request.js';
import type { SavedRequest } from './saved-request.js';

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** How to read a file with a request. */
export interface ReadOptions {
  /** Its name, for messages. */
  readonly file: string;
  /** Whether a path belongs to a partner. */
  isOurs(target: string): boolean;
  /** Of a HAR file, the number of the entry from 1. */
  readonly entry?: number | undefined;
}

/**
 * Reads a saved request: a raw HTTP request, or HAR.
 * @throws UserError in one sentence that names the file.
 */
export function readSavedRequest(saved: Buffer, { file, isOurs, entry }: ReadOptions): SavedRequest {
  const marked = saved.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  const bytes = marked ? saved.subarray(BYTE_ORDER_MARK.length) : saved;
  const start = /[^\r\n]/.exec(bytes.toString('latin1'))?.index ?? 0;
  const own = bytes.subarray(start);
  return /^\s*[{[]/.test(own.toString('latin1', 0, 64))
    ? readHarRequest(own.toString(), file, isOurs, entry)
    : readRawRequest(own, file);
}
