import { crc32, deflateSync } from 'node:zlib';
import type { Raster } from './raster.js';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The length of the signature and the header chunk, in bytes. */
export const PNG_HEADER_BYTES = SIGNATURE.length + 25;

const FILTER_NONE = Buffer.from([0]);

/** What an empty chunk takes, in bytes. */
const CHUNK_OVERHEAD_BYTES = 12;

/** Inserts bytes at a position. */
export const insertBytes = (bytes: Buffer, at: number, added: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at)]);

/** Writes one PNG chunk (ISO 15948 5.3): length, type, data and checksum. `type` has four letters. */
export function pngChunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}

/** What a PNG says about its pixels. */
interface PngHeader {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bitDepth: number;
  /** 2 is RGB, 3 is a palette (11.2.2). */
  readonly colorType: 2 | 3;
}

/** Writes a PNG of a header and chunks; the end is added. */
export function writePng({ widthPx, heightPx, bitDepth, colorType }: PngHeader, chunks: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header[8] = bitDepth;
  header[9] = colorType;
  return Buffer.concat([SIGNATURE, pngChunk('IHDR', header), ...chunks, pngChunk('IEND', Buffer.alloc(0))]);
}

/** Encodes 8-bit RGB pixels, row by row, as a PNG. */
export function encodePng({ widthPx, heightPx, rgb }: Raster): Buffer {
  const rowBytes = 3 * widthPx;
  // each row begins with its filter: none, which suits letters on flat areas best
  const rows = Array.from({ length: heightPx }, (_, y) => [
    FILTER_NONE,
    rgb.subarray(y * rowBytes, (y + 1) * rowBytes),
  ]);
  const data = deflateSync(Buffer.concat(rows.flat()));
  return writePng({ widthPx, heightPx, bitDepth: 8, colorType: 2 }, [pngChunk('IDAT', data)]);
}

/**
 * Pads a PNG to an exact size with a private chunk that every decoder skips.
 * @throws RangeError when `sizeBytes` leaves no room for a chunk.
 */
export function padPng(png: Buffer, sizeBytes: number): Buffer {
  const missing = sizeBytes - png.length;
  if (missing < CHUNK_OVERHEAD_BYTES) throw new RangeError(`a PNG of ${png.length} bytes cannot have ${sizeBytes}`);
  return insertBytes(png, PNG_HEADER_BYTES, pngChunk('spAd', Buffer.alloc(missing - CHUNK_OVERHEAD_BYTES)));
}
