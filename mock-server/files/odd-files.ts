import { deflateRawSync, constants as zlib } from 'node:zlib';
import { pngChunk, writePng } from './png-chunk.js';
import type { Raster } from './raster.js';
import { shrinkToGray } from './raster.js';

/** Width and height of the huge picture in pixels. */
export const HUGE_PX = 30_000;

const ROWS_AT_ONCE = 1000;
const ADLER_MODULUS = 65_521;

/** The checksum at the end of zlib data (RFC 1950 8.2) that inflates to zero bytes. */
function adlerOfZeros(count: number): Buffer {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt16BE(count % ADLER_MODULUS, 0);
  checksum.writeUInt16BE(1, 2);
  return checksum;
}

/**
 * Makes a white PNG of 30,000 x 30,000 pixels in about 110 KB. Decoded, it takes 113 MB as it is and 3.6 GB in full
 * color, so whoever opens uploads without looking at their dimensions learns it from this.
 */
export function makeHugePng(): Buffer {
  const rowBytes = 1 + Math.ceil(HUGE_PX / 8);
  // the same rows again and again: compressed once, repeated as often as needed
  const rows = deflateRawSync(Buffer.alloc(rowBytes * ROWS_AT_ONCE), { level: 9, finishFlush: zlib.Z_FULL_FLUSH });
  const repeated = Array.from({ length: HUGE_PX / ROWS_AT_ONCE }, () => rows);
  const end = Buffer.from([0x03, 0x00]);
  const data = Buffer.concat([Buffer.from([0x78, 0xda]), ...repeated, end, adlerOfZeros(rowBytes * HUGE_PX)]);
  const white = pngChunk('PLTE', Buffer.from([0xff, 0xff, 0xff]));
  const header = { widthPx: HUGE_PX, heightPx: HUGE_PX, bitDepth: 1, colorType: 3 } as const;
  return writePng(header, [white, pngChunk('IDAT', data)]);
}

/** Packs codes of five bits, the first one in the lowest bits. */
function packFiveBits(codes: readonly number[]): Buffer {
  const bytes = Buffer.alloc(Math.ceil((codes.length * 5) / 8));
  for (const [index, code] of codes.entries()) {
    const [at, shift] = [(index * 5) >> 3, (index * 5) & 7];
    bytes[at] = (bytes[at] ?? 0) | ((code << shift) & 0xff);
    if (shift > 3) bytes[at + 1] = code >> (8 - shift);
  }
  return bytes;
}

/** How many pixels fit between two clear codes before codes would need six bits. */
const PIXELS_PER_CLEAR = 14;

/** Pixels as codes of GIF's compression that never compress, which keeps it simple: 16 grays, 16 clears, 17 ends. */
function gifCodes(grays: Uint8Array): readonly number[] {
  const codes: number[] = [];
  for (const [index, gray] of grays.entries()) {
    if (index % PIXELS_PER_CLEAR === 0) codes.push(16);
    codes.push(gray >> 4);
  }
  return [...codes, 17];
}

/** Makes a GIF of half the size in 16 grays. */
export function makeGif(raster: Raster): Buffer {
  const { widthPx, heightPx, gray } = shrinkToGray(raster, 2);
  const size = Buffer.alloc(4);
  size.writeUInt16LE(widthPx, 0);
  size.writeUInt16LE(heightPx, 2);
  const palette = Buffer.from(Array.from({ length: 16 }, (_, index) => [index * 17, index * 17, index * 17]).flat());
  const data = packFiveBits(gifCodes(gray));
  const blocks = Array.from({ length: Math.ceil(data.length / 255) }, (_, index) => {
    const block = data.subarray(255 * index, 255 * (index + 1));
    return [Buffer.from([block.length]), block];
  });
  return Buffer.concat([
    Buffer.from('GIF89a'),
    size,
    Buffer.from([0xb3, 0, 0]),
    palette,
    Buffer.from([0x2c, 0, 0, 0, 0]),
    size,
    Buffer.from([0, 4]),
    ...blocks.flat(),
    Buffer.from([0, 0x3b]),
  ]);
}

/** Makes a file that begins like a HEIC photo of a telephone (ISO 23008-12) and holds no picture. */
export function makeHeicStart(): Buffer {
  const brands = Buffer.from('ftypheic\0\0\0\0mif1heic');
  const free = Buffer.from('freeSPECIMEN: begins like a HEIC photo and holds no picture');
  return Buffer.concat([brands, free].flatMap((box) => [lengthOf(box), box]));
}

function lengthOf(box: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(box.length + 4);
  return length;
}
