import { segmentAt } from '../../moves/document-move.js';

/** The size of a picture in pixels. */
export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Where the header chunk of a PNG has its width and height (ISO 15948 5.2, 11.2.2), in bytes. */
const PNG_WIDTH_AT = 16;
const PNG_HEIGHT_AT = 20;

function readPng(head: Buffer): PictureSize | undefined {
  if (head.length < PNG_HEIGHT_AT + 4 || head.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  return { widthPx: head.readUInt32BE(PNG_WIDTH_AT), heightPx: head.readUInt32BE(PNG_HEIGHT_AT) };
}

/** Start of frame, of which there are several kinds (ITU T.81 table B.1); three markers in their range are others. */
const isStartOfFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Reads the frame header (ITU T.81 B.2.2): precision in one byte, then height and width in two each. */
function readJpeg(head: Buffer): PictureSize | undefined {
  let segment = segmentAt(head, 2);
  while (segment) {
    const { marker, dataAt, end } = segment;
    if (isStartOfFrame(marker)) {
      if (end < dataAt + 5) return undefined;
      return { heightPx: head.readUInt16BE(dataAt + 1), widthPx: head.readUInt16BE(dataAt + 3) };
    }
    segment = segmentAt(head, end);
  }
  return undefined;
}

/**
 * Reads the size of a JPEG or PNG from its first bytes.
 * @param kind as detected by `fileKind`
 * @returns undefined for anything else, and when the bytes at hand do not contain it.
 */
export function pictureSize(kind: string | undefined, head: Buffer): PictureSize | undefined {
  if (kind === 'png') return readPng(head);
  return kind === 'jpeg' ? readJpeg(head) : undefined;
}
