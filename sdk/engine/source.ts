import type { InvalidRequestCode } from '../core/error-codes.js';
import { InvalidRequestError } from '../core/errors.js';
import type { ByteStream, FileSource, ReopenableSource } from '../core/file-source.js';
import type { OwnedSource } from './owned-source.js';
import type { Pieces } from './pieces.js';

/** A source that can be read. */
export interface OpenSource {
  /** Missing when it is known only after reading. */
  readonly lengthBytes: number | undefined;
  /** Reads the document, up to one chunk beyond what is allowed. */
  read(into: Pieces, maxBytes: number): Promise<void>;
}

/** An error of the file system without its path: a document that was passed as a path is the path. */
export function withoutPath(error: unknown): Error {
  if (!(error instanceof Error)) return new Error('unreadable');
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (path === undefined && !/^ERR_INVALID_(ARG|URL)/.test(code ?? '')) return error;
  return Object.assign(new Error(`${syscall ?? 'reading'} failed: ${code}`), { code, syscall });
}

/** Makes the error about a source that cannot be used. */
export type SourceError = (code: InvalidRequestCode, message: string, more?: object) => InvalidRequestError;

/** Makes errors about the source in the input of this name. */
export const sourceErrorOf =
  (field: string): SourceError =>
  (code, message, more = {}) =>
    new InvalidRequestError({ code, field, message: `${field}: ${message}`, ...more });

const isReopenable = (source: object): source is ReopenableSource => 'open' in source && 'lengthBytes' in source;
const isIterable = (source: object): source is ByteStream => Symbol.asyncIterator in source;
const isBlob = (source: object): source is Blob => 'arrayBuffer' in source && 'size' in source;

function blobName(blob: Blob): string | undefined {
  return 'name' in blob && typeof blob.name === 'string' && blob.name !== '' ? blob.name : undefined;
}

/** The file name that a source has. */
export function sourceName(source: FileSource): string | undefined {
  if (typeof source === 'string') return source.split(/[\\/]/).at(-1);
  if (source instanceof URL) return decodeURIComponent(source.pathname.split('/').at(-1) ?? '');
  if (isReopenable(source)) return source.filename;
  return isBlob(source) ? blobName(source) : undefined;
}

/** Whether a source can be read only once. */
export function isOneShot(source: FileSource): boolean {
  return typeof source === 'object' && isIterable(source) && !isReopenable(source) && !isBlob(source);
}

/** Reads a stream up to one chunk beyond what is allowed. */
async function readAll(stream: ByteStream, into: Pieces, maxBytes: number, sourceError: SourceError): Promise<void> {
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) {
      throw sourceError('WRONG_TYPE', `the stream yields ${typeof chunk}, not bytes; open it without an encoding`);
    }
    into.add(chunk);
    if (into.lengthBytes > maxBytes) break;
  }
}

/** A stream; opened when it is read. */
function openStream(
  open: () => ByteStream | Promise<ByteStream>,
  declared: number | undefined,
  owned: OwnedSource,
  sourceError: SourceError,
): OpenSource {
  const read = async (into: Pieces, maxBytes: number): Promise<void> => {
    const stream = await open();
    owned.own(stream);
    await readAll(stream, into, declared ?? maxBytes, sourceError);
    const { lengthBytes } = into;
    if (declared === undefined || lengthBytes === declared) return;
    const message = `the source was declared with ${declared} bytes and yields ${lengthBytes}`;
    throw sourceError('LENGTH_MISMATCH', message, { limit: declared, actual: lengthBytes });
  };
  return {
    lengthBytes: declared,
    read: (into, maxBytes) =>
      read(into, maxBytes).catch((error: unknown) => {
        if (error instanceof InvalidRequestError) throw error;
        const cause = withoutPath(error);
        throw sourceError('UNREADABLE', `the stream broke: ${cause.message}`, { cause });
      }),
  };
}

/**
 * Opens a source.
 * @throws InvalidRequestError `MISSING`, `UNREADABLE` or `WRONG_TYPE`
 */
export async function openSource(owned: OwnedSource, sourceError: SourceError): Promise<OpenSource> {
  const { source } = owned;
  if (typeof source === 'string' || source instanceof URL) {
    // loaded on first use: half of all callers have bytes, and node:fs/promises is a good part of the import
    const { openPath } = await import('./source-path.js');
    return openPath(source, sourceError);
  }
  if (source === undefined || source === null) throw sourceError('MISSING', 'it is missing');
  const bytes = owned.takeBytes();
  if (bytes) return { lengthBytes: bytes.length, read: async (into) => into.take(bytes) };
  if (typeof source !== 'object') throw sourceError('WRONG_TYPE', `it is a ${typeof source}`);
  if (isReopenable(source)) return openStream(() => source.open(), source.lengthBytes, owned, sourceError);
  if (isBlob(source)) return openStream(() => source.stream(), source.size, owned, sourceError);
  if (isIterable(source)) return openStream(() => source, undefined, owned, sourceError);
  throw sourceError('WRONG_TYPE', 'it is neither bytes, a Blob, a path nor a stream');
}
