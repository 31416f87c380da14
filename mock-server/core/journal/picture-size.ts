/** The size of a picture in pixels. */
export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Where the header chunk of a PNG (ISO 15948 5.2, 11.2.2) has its name, its width and its height, in bytes. */
const PNG_NAME_AT = 12;
const PNG_WIDTH_AT = 16;
const PNG_HEIGHT_AT = 20;
const PNG_BYTES = 24;

const PNG_START = 0x89504e47;
const JPEG_START = 0xffd8;
const JPEG_START_BYTES = 2;

/** A marker, a length of two bytes, and of a frame header (ITU T.81 B.2.2) precision, height and width. */
const FRAME_BYTES = 9;

/** Start of frame, of which there are several kinds (ITU T.81 table B.1); three markers in their range are others. */
const isStartOfFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Start of scan and end of image: no frame header follows. */
const isEnd = (marker: number) => marker === 0xda || marker === 0xd9;

/** What can be read at a place: the size, how many bytes to pass first, or that nothing follows. */
type Step = PictureSize | { readonly skipBytes: number } | undefined;

/** Reads a segment of a JPEG of which at least `FRAME_BYTES` are there; a segment passes whatever it contains. */
function readSegment(bytes: Buffer, at: number): Step {
  if (bytes[at] !== 0xff) return undefined;
  const marker = bytes[at + 1] ?? 0;
  if (marker === 0xff) return { skipBytes: 1 }; // fill bytes (B.1.1.2)
  if (isStartOfFrame(marker)) {
    return { heightPx: bytes.readUInt16BE(at + 5), widthPx: bytes.readUInt16BE(at + 7) };
  }
  return isEnd(marker) ? undefined : { skipBytes: 2 + bytes.readUInt16BE(at + 2) };
}

function readPng(bytes: Buffer): Step {
  if (bytes.toString('latin1', PNG_NAME_AT, PNG_WIDTH_AT) !== 'IHDR') return undefined;
  return { widthPx: bytes.readUInt32BE(PNG_WIDTH_AT), heightPx: bytes.readUInt32BE(PNG_HEIGHT_AT) };
}

/** Reads at the very beginning, where the kind of the picture is. */
function readStart(bytes: Buffer): Step {
  if (bytes.readUInt32BE(0) === PNG_START) return readPng(bytes);
  return bytes.readUInt16BE(0) === JPEG_START ? { skipBytes: JPEG_START_BYTES } : undefined;
}

const NO_BYTES = Buffer.alloc(0);

/** No picture has as many segments before its frame; looking at millions would take long. */
const MAX_STEPS = 1_000;

/**
 * Reads the size of a picture as its bytes pass. Of a photo, it can be behind a preview of some ten thousand bytes;
 * these are passed without a look.
 */
export class PictureSizeReader {
  /** `undefined` when it is neither a JPEG nor a PNG, or when its size has not come yet. */
  size: PictureSize | undefined;
  /** How often it has looked. */
  #steps = 0;
  /** Bytes to pass before it looks again. */
  #skipBytes = 0;
  /** What has come of the next place to look at. */
  #rest: Buffer = NO_BYTES;
  #isOver = false;

  update(chunk: Buffer): void {
    if (this.#isOver) return;
    if (this.#skipBytes >= chunk.length) this.#skipBytes -= chunk.length;
    else this.#read(this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]));
  }

  #read(bytes: Buffer): void {
    let at = this.#skipBytes;
    while (!this.#isOver && at + (this.#steps === 0 ? PNG_BYTES : FRAME_BYTES) <= bytes.length) {
      at = this.#look(bytes, at);
    }
    this.#skipBytes = Math.max(0, at - bytes.length);
    this.#rest = this.#isOver ? NO_BYTES : Buffer.from(bytes.subarray(at));
  }

  #look(bytes: Buffer, at: number): number {
    const found: Step = this.#steps === 0 ? readStart(bytes) : readSegment(bytes, at);
    this.#steps += 1;
    if (found && 'skipBytes' in found) {
      this.#isOver = this.#steps === MAX_STEPS;
      return at + found.skipBytes;
    }
    this.size = found;
    this.#isOver = true;
    return at;
  }
}

/** The size of a JPEG or PNG of which all bytes are there. */
export function pictureSize(bytes: Buffer): PictureSize | undefined {
  const reader = new PictureSizeReader();
  reader.update(bytes);
  return reader.size;
}
