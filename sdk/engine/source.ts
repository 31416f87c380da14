import type { InvalidRequestCode } from '../core/error-codes.js';
import { InvalidRequestError } from '../core/errors.js';
import type { ByteStream, FileSource, ReopenableSource } from '../core/file-source.js';
import type { OwnedStreams } from './owned-streams.js';

/** Bytes to leave free around a document for the rest of the body. */
export interface Room {
  readonly before: number;
  readonly after: number;
}

/** A source that can be read. */
export interface OpenSource {
  /** Missing when it is known only after reading. */
  readonly lengthBytes: number | undefined;
  /** Reads the document into a fresh buffer, with room around it. */
  read(room: Room, maxBytes: number): Promise<PlacedDocument>;
}

/** A document at `room.before` of its buffer. */
export interface PlacedDocument {
  readonly buffer: Buffer<ArrayBuffer>;
  readonly lengthBytes: number;
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

/** Bytes in memory; copied, so that what the caller does to them later changes no attempt. */
function openBytes(bytes: Uint8Array): OpenSource {
  return {
    lengthBytes: bytes.length,
    read: async ({ before, after }) => {
      const buffer = Buffer.allocUnsafeSlow(before + bytes.length + after);
      buffer.set(bytes, before);
      return { buffer, lengthBytes: bytes.length };
    },
  };
}

const FIRST_STREAM_BYTES = 64 * 1024;

/** Grows a buffer to at least `needed` bytes by doubling it. */
function grow(buffer: Buffer<ArrayBuffer>, needed: number): Buffer<ArrayBuffer> {
  if (needed <= buffer.length) return buffer;
  const larger = Buffer.allocUnsafeSlow(Math.max(needed, buffer.length * 2));
  larger.set(buffer);
  return larger;
}

interface StreamLimits {
  readonly firstBytes: number;
  readonly maxBytes: number;
}

async function readAll(
  stream: ByteStream,
  { before, after }: Room,
  { firstBytes, maxBytes }: StreamLimits,
  sourceError: SourceError,
): Promise<PlacedDocument> {
  let buffer: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(before + firstBytes + after);
  let lengthBytes = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) {
      throw sourceError('WRONG_TYPE', `the stream yields ${typeof chunk}, not bytes; open it without an encoding`);
    }
    buffer = grow(buffer, before + lengthBytes + chunk.length + after);
    buffer.set(chunk, before + lengthBytes);
    lengthBytes += chunk.length;
    if (lengthBytes > maxBytes) break;
  }
  return { buffer, lengthBytes };
}

/** A stream; opened when it is read, and read up to one chunk beyond what is declared or allowed. */
function openStream(
  open: () => ByteStream | Promise<ByteStream>,
  declared: number | undefined,
  streams: OwnedStreams,
  sourceError: SourceError,
): OpenSource {
  const read = async (room: Room, maxBytes: number): Promise<PlacedDocument> => {
    const stream = await open();
    streams.add(stream);
    const limits = {
      firstBytes: declared ?? Math.min(maxBytes, FIRST_STREAM_BYTES),
      maxBytes: declared ?? maxBytes,
    };
    const placed = await readAll(stream, room, limits, sourceError);
    if (declared === undefined || placed.lengthBytes === declared) return placed;
    const message = `the source was declared with ${declared} bytes and yields ${placed.lengthBytes}`;
    throw sourceError('LENGTH_MISMATCH', message, { limit: declared, actual: placed.lengthBytes });
  };
  return {
    lengthBytes: declared,
    read: (room, maxBytes) =>
      read(room, maxBytes).catch((error: Error) => {
        if (error instanceof InvalidRequestError) throw error;
        throw sourceError('UNREADABLE', `the stream broke: ${error.message}`, { cause: error });
      }),
  };
}

/**
 * Opens a source.
 * @throws InvalidRequestError `MISSING`, `UNREADABLE` or `WRONG_TYPE`
 */
export async function openSource(
  source: FileSource,
  streams: OwnedStreams,
  sourceError: SourceError,
): Promise<OpenSource> {
  if (typeof source === 'string' || source instanceof URL) {
    // loaded on first use: half of all callers have bytes, and node:fs/promises is a good part of the import
    const { openPath } = await import('./source-path.js');
    return openPath(source, sourceError);
  }
  if (typeof source !== 'object' || source === null) throw sourceError('MISSING', 'it is missing');
  if (source instanceof Uint8Array) return openBytes(source);
  if (source instanceof ArrayBuffer) return openBytes(new Uint8Array(source));
  if (isReopenable(source)) return openStream(() => source.open(), source.lengthBytes, streams, sourceError);
  if (isBlob(source)) return openStream(() => source.stream(), source.size, streams, sourceError);
  if (isIterable(source)) return openStream(() => source, undefined, streams, sourceError);
  throw sourceError('WRONG_TYPE', 'it is neither bytes, a Blob, a path nor a stream');
}
