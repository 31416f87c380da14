import { InvalidRequestError } from '../core/errors.js';
import type { ByteStream } from '../core/file-source.js';
import type { BadSource, OpenSource, Placed, Room } from './source.js';

const FIRST_BYTES = 64 * 1024;

/** Makes room for at least `needed` bytes, doubling what there is. */
function grown(buffer: Buffer<ArrayBuffer>, needed: number): Buffer<ArrayBuffer> {
  if (needed <= buffer.length) return buffer;
  const larger = Buffer.allocUnsafeSlow(Math.max(needed, buffer.length * 2));
  larger.set(buffer);
  return larger;
}

/** How much a stream may bring. */
interface Expected {
  readonly firstBytes: number;
  readonly maxBytes: number;
}

async function readAll(
  stream: ByteStream,
  { before, after }: Room,
  expected: Expected,
  bad: BadSource,
): Promise<Placed> {
  let buffer: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(before + expected.firstBytes + after);
  let lengthBytes = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) {
      throw bad('WRONG_TYPE', `the stream yields ${typeof chunk}, not bytes; open it without an encoding`);
    }
    buffer = grown(buffer, before + lengthBytes + chunk.length + after);
    buffer.set(chunk, before + lengthBytes);
    lengthBytes += chunk.length;
    if (lengthBytes > expected.maxBytes) break;
  }
  return { buffer, lengthBytes };
}

function checkLength({ lengthBytes }: Placed, declared: number | undefined, bad: BadSource): void {
  if (declared === undefined || lengthBytes === declared) return;
  const message = `the source was declared with ${declared} bytes and yields ${lengthBytes}`;
  throw bad('LENGTH_MISMATCH', message, { limit: declared, actual: lengthBytes });
}

/** A stream that must be destroyed when it is given up, or it keeps its file or socket open. */
function destroyOn(signal: AbortSignal, stream: ByteStream): void {
  const destroy = () => 'destroy' in stream && typeof stream.destroy === 'function' && stream.destroy();
  signal.addEventListener('abort', destroy, { once: true });
}

/** A stream; opened when it is read, and read up to one chunk beyond what is declared or allowed. */
export function openStream(
  open: () => ByteStream | Promise<ByteStream>,
  declared: number | undefined,
  bad: BadSource,
  signal: AbortSignal,
): OpenSource {
  const read = async (room: Room, maxBytes: number): Promise<Placed> => {
    const stream = await open();
    destroyOn(signal, stream);
    const firstBytes = declared ?? Math.min(maxBytes, FIRST_BYTES);
    const placed = await readAll(stream, room, { firstBytes, maxBytes: declared ?? maxBytes }, bad);
    checkLength(placed, declared, bad);
    return placed;
  };
  return {
    lengthBytes: declared,
    read: (room, maxBytes) =>
      read(room, maxBytes).catch((error: Error) => {
        if (error instanceof InvalidRequestError) throw error;
        throw bad('UNREADABLE', `the stream broke: ${error.message}`, { cause: error });
      }),
  };
}
