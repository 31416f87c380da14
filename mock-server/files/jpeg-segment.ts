import { insertBytes } from './png-chunk.js';

/** The marker of a comment (ITU T.81 table B.1). */
export const COMMENT = 0xfe;

/** APP0 holds JFIF and APP1 Exif; both want to be first. */
export const LEADING_MARKERS: readonly number[] = [0xe0, 0xe1];

/** Marker and length. */
const OVERHEAD_BYTES = 4;
const MAX_DATA_BYTES = 65_533;

/**
 * Writes one JPEG segment.
 * @param data at most 65,533 bytes
 */
export function jpegSegment(marker: number, data: Uint8Array): Buffer {
  const start = Buffer.from([0xff, marker, 0, 0]);
  start.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([start, data]);
}

/** Filler comments that take exactly this many bytes together, 4 at least. */
function fillers(sizeBytes: number): readonly Buffer[] {
  const segments: Buffer[] = [];
  for (let left = sizeBytes; left > 0; ) {
    const full = Math.min(left, MAX_DATA_BYTES + OVERHEAD_BYTES);
    // what remains after this segment must have room for another one
    const taken = left - full > 0 && left - full < OVERHEAD_BYTES ? full - OVERHEAD_BYTES : full;
    segments.push(jpegSegment(COMMENT, Buffer.alloc(taken - OVERHEAD_BYTES)));
    left -= taken;
  }
  return segments;
}

/** Where the segments begin that need not be first. */
const bodyStart = (jpeg: Buffer) => (jpeg[3] === LEADING_MARKERS[0] ? 4 + jpeg.readUInt16BE(4) : 2);

/**
 * Pads a JPEG to an exact size with comments.
 * @throws RangeError when `sizeBytes` leaves no room for a comment.
 */
export function padJpeg(jpeg: Buffer, sizeBytes: number): Buffer {
  const missing = sizeBytes - jpeg.length;
  if (missing < OVERHEAD_BYTES) throw new RangeError(`a JPEG of ${jpeg.length} bytes cannot have ${sizeBytes}`);
  return insertBytes(jpeg, bodyStart(jpeg), Buffer.concat(fillers(missing)));
}

/**
 * Says in Exif that the stored picture must be turned 90 degrees clockwise to be upright (orientation 6).
 * The Exif segment replaces the JFIF header, since each of them wants to be first.
 */
export function addOrientation(jpeg: Buffer): Buffer {
  const tiff = Buffer.from('49492a0008000000' + '0100' + '1201030001000000' + '06000000' + '00000000', 'hex');
  const exif = jpegSegment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiff]));
  return Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(bodyStart(jpeg))]);
}
