import { type InvalidRequestCode, InvalidRequestError } from '../core/errors.js';
import type { ByteStream, FileSource, ReopenableSource } from '../core/file-source.js';
import { openBytes } from './source-bytes.js';
import { openStream } from './source-stream.js';

/** Room around a document for the rest of the body. */
export interface Room {
  readonly before: number;
  readonly after: number;
}

/** A source whose bytes can be put in their place. */
export interface OpenSource {
  /** Missing when only reading tells. */
  readonly lengthBytes: number | undefined;
  /** Writes the document into a fresh buffer, with room around it. */
  read(room: Room, maxBytes: number): Promise<Placed>;
}

/** A document in its place. */
export interface Placed {
  readonly buffer: Buffer<ArrayBuffer>;
  readonly lengthBytes: number;
}

/** Makes the error about a source that cannot be used. */
export type BadSource = (code: InvalidRequestCode, message: string, more?: object) => InvalidRequestError;

/** Words errors about the source that the caller gave under this name. */
export const badSource =
  (field: string): BadSource =>
  (code, message, more = {}) =>
    new InvalidRequestError({ code, field, message: `${field}: ${message}`, ...more });

const isReopenable = (source: object): source is ReopenableSource => 'open' in source && 'lengthBytes' in source;
const isIterable = (source: object): source is ByteStream => Symbol.asyncIterator in source;
const isBlob = (source: object): source is Blob => 'arrayBuffer' in source && 'size' in source;
const nameOf = (source: unknown): string | undefined =>
  typeof source === 'object' &&
  source !== null &&
  'name' in source &&
  typeof source.name === 'string' &&
  source.name !== ''
    ? source.name
    : undefined;

/** The file name a source brings along. */
export function sourceName(source: FileSource): string | undefined {
  if (typeof source === 'string') return source.split(/[\\/]/).at(-1);
  if (source instanceof URL) return decodeURIComponent(source.pathname.split('/').at(-1) ?? '');
  return isReopenable(source) ? source.filename : isBlob(source) ? nameOf(source) : undefined;
}

/** Whether a source can be read only once. */
export function isOneShot(source: FileSource): boolean {
  return typeof source === 'object' && isIterable(source) && !isReopenable(source) && !isBlob(source);
}

/**
 * Opens a source.
 * @throws InvalidRequestError `UNREADABLE` or `WRONG_TYPE`
 */
export async function openSource(source: FileSource, bad: BadSource, signal: AbortSignal): Promise<OpenSource> {
  if (typeof source === 'string' || source instanceof URL) {
    // loaded on first use: half of all callers hold bytes, and node:fs/promises is a good part of the import
    const { openPath } = await import('./source-path.js');
    return openPath(source, bad);
  }
  if (typeof source !== 'object' || source === null) throw bad('MISSING', 'it is missing');
  if (source instanceof Uint8Array) return openBytes(source);
  if (source instanceof ArrayBuffer) return openBytes(new Uint8Array(source));
  if (isReopenable(source)) return openStream(() => source.open(), source.lengthBytes, bad, signal);
  if (isBlob(source)) return openStream(() => source.stream(), source.size, bad, signal);
  if (isIterable(source)) return openStream(() => source, undefined, bad, signal);
  throw bad('WRONG_TYPE', 'it is neither bytes, a Blob, a path nor a stream');
}
