import type { InvalidRequestCode } from '../core/error-codes.js';
import { InvalidRequestError } from '../core/errors.js';
import type { ByteStream, FileSource, ReopenableSource } from '../core/file-source.js';
import type { OwnedSource, PlacedDocument } from './owned-source.js';

/** Bytes to leave free around a document for the rest of the body. */
export interface Room {
  readonly before: number;
  readonly after: number;
}

/** A source that can be read. */
export interface OpenSource {
  /** Missing when it is known only after reading. */
  readonly lengthBytes: number | undefined;
  /** Reads the document into a buffer of the call's own, with at least so much room around it. */
  read(room: Room, maxBytes: number): Promise<PlacedDocument>;
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

/** Places a document in a fresh buffer, piece by piece. */
function place(pieces: readonly Uint8Array[], lengthBytes: number, { before, after }: Room): PlacedDocument {
  const buffer = Buffer.allocUnsafeSlow(before + lengthBytes + after);
  let end = before;
  for (const piece of pieces) {
    buffer.set(piece, end);
    end += piece.length;
  }
  return { buffer, start: before, lengthBytes };
}

/** Bytes that the call has copied already; copied again only if the room around them is too small. */
function openBytes(placed: PlacedDocument): OpenSource {
  const { buffer, start, lengthBytes } = placed;
  const end = start + lengthBytes;
  return {
    lengthBytes,
    read: async (room) =>
      room.before <= start && room.after <= buffer.length - end
        ? placed
        : place([buffer.subarray(start, end)], lengthBytes, room),
  };
}

const SEGMENT_BYTES = 64 * 1024;

/**
 * Collects a stream of unknown length. Each chunk is copied, since its owner may fill it again, into
 * segments of one size: a buffer that grows would at times be held twice, and twice as large as needed.
 */
class Segments {
  readonly #full: Buffer[] = [];
  #last = Buffer.allocUnsafeSlow(SEGMENT_BYTES);
  #used = 0;
  lengthBytes = 0;

  add(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + SEGMENT_BYTES - this.#used);
      this.#last.set(part, this.#used);
      this.#used += part.length;
      at += part.length;
      if (this.#used < SEGMENT_BYTES) continue;
      this.#full.push(this.#last);
      this.#last = Buffer.allocUnsafeSlow(SEGMENT_BYTES);
      this.#used = 0;
    }
    this.lengthBytes += chunk.length;
  }

  place(room: Room): PlacedDocument {
    return place([...this.#full, this.#last.subarray(0, this.#used)], this.lengthBytes, room);
  }
}

/** Reads a stream up to one chunk beyond what is allowed. */
async function readAll(stream: ByteStream, maxBytes: number, sourceError: SourceError): Promise<Segments> {
  const segments = new Segments();
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) {
      throw sourceError('WRONG_TYPE', `the stream yields ${typeof chunk}, not bytes; open it without an encoding`);
    }
    segments.add(chunk);
    if (segments.lengthBytes > maxBytes) break;
  }
  return segments;
}

/** A stream; opened when it is read. */
function openStream(
  open: () => ByteStream | Promise<ByteStream>,
  declared: number | undefined,
  owned: OwnedSource,
  sourceError: SourceError,
): OpenSource {
  const read = async (room: Room, maxBytes: number): Promise<PlacedDocument> => {
    const stream = await open();
    owned.own(stream);
    const segments = await readAll(stream, declared ?? maxBytes, sourceError);
    const { lengthBytes } = segments;
    if (declared === undefined || lengthBytes === declared) return segments.place(room);
    const message = `the source was declared with ${declared} bytes and yields ${lengthBytes}`;
    throw sourceError('LENGTH_MISMATCH', message, { limit: declared, actual: lengthBytes });
  };
  return {
    lengthBytes: declared,
    read: (room, maxBytes) =>
      read(room, maxBytes).catch((error: unknown) => {
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
  if (bytes) return openBytes(bytes);
  if (typeof source !== 'object') throw sourceError('WRONG_TYPE', `it is a ${typeof source}`);
  if (isReopenable(source)) return openStream(() => source.open(), source.lengthBytes, owned, sourceError);
  if (isBlob(source)) return openStream(() => source.stream(), source.size, owned, sourceError);
  if (isIterable(source)) return openStream(() => source, undefined, owned, sourceError);
  throw sourceError('WRONG_TYPE', 'it is neither bytes, a Blob, a path nor a stream');
}
