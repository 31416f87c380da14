import { crc32 } from 'node:zlib';
import { type FileKind, fileKind } from '@sparring/contracts';

/** How many leading bytes of a document are searched for a move: 16 KiB. */
export const MOVE_HEAD_BYTES = 16 * 1024;

/** The keyword of a PNG text chunk; also what a JPEG comment, a PDF comment and PDF keywords begin with. */
export const KEYWORD = 'sparring-move';

/** A move is this long at most, so that a document cannot fill the journal. */
const MAX_MOVE_CHARACTERS = 200;

const PNG_SIGNATURE_BYTES = 8;
const PNG_CHUNK_OVERHEAD_BYTES = 12;

/** The JPEG marker of a comment (ITU T.81 table B.1). */
const COMMENT = 0xfe;
/** Start of scan and end of image: no segment of interest follows. */
const LAST_MARKERS: readonly number[] = [0xda, 0xd9];

/** Whether a text can be carried by a document: 1 to 200 printable ASCII characters, no space at either end. */
export const isMoveText = (text: string): boolean =>
  text.length <= MAX_MOVE_CHARACTERS && /^[!-~]([ -~]*[!-~])?$/.test(text);

const moveOf = (text: string | undefined) => (text !== undefined && isMoveText(text) ? text : undefined);

/** The move in `sparring-move: <move>`; white space around it is dropped, and so are NUL characters that end it. */
function labeled(text: string): string | undefined {
  if (!text.startsWith(`${KEYWORD}:`)) return undefined;
  return moveOf(
    text
      .slice(KEYWORD.length + 1)
      .replaceAll('\0', ' ')
      .trim(),
  );
}

/** Reads `tEXt` chunks (ISO 15948 11.3.4.3) whose checksum is right. */
function readPng(head: Buffer): string | undefined {
  let at = PNG_SIGNATURE_BYTES;
  while (at + PNG_CHUNK_OVERHEAD_BYTES <= head.length) {
    const dataEnd = at + 8 + head.readUInt32BE(at);
    if (dataEnd + 4 > head.length) return undefined;
    // picture data is not made a text
    const isText = head.toString('latin1', at + 4, at + 8) === 'tEXt';
    const text = isText ? head.toString('latin1', at + 4, dataEnd) : '';
    if (text.startsWith(`tEXt${KEYWORD}\0`) && head.readUInt32BE(dataEnd) === crc32(head.subarray(at + 4, dataEnd))) {
      const move = moveOf(text.slice(`tEXt${KEYWORD}\0`.length));
      if (move !== undefined) return move;
    }
    at = dataEnd + 4;
  }
  return undefined;
}

/** One segment of a JPEG: a marker, a length and data; positions are in bytes. */
export interface Segment {
  readonly marker: number;
  readonly dataAt: number;
  readonly end: number;
}

/** The JPEG segment at a position; `undefined` when there is none, or when it ends after the bytes at hand. */
export function segmentAt(bytes: Buffer, position: number): Segment | undefined {
  if (bytes[position] !== 0xff) return undefined;
  let at = position + 1;
  while (bytes[at] === 0xff) at++; // fill bytes (B.1.1.2)
  const marker = bytes[at] ?? 0;
  if (marker < 0xc0 || LAST_MARKERS.includes(marker) || at + 3 > bytes.length) return undefined;
  const end = at + 1 + bytes.readUInt16BE(at + 1);
  return end < at + 3 || end > bytes.length ? undefined : { marker, dataAt: at + 3, end };
}

/** Reads comment segments (ITU T.81 B.2.4.5) up to the picture. */
function readJpeg(head: Buffer): string | undefined {
  let segment = segmentAt(head, 2);
  while (segment) {
    const { marker, dataAt, end } = segment;
    const move = marker === COMMENT ? labeled(head.toString('latin1', dataAt, end)) : undefined;
    if (move !== undefined) return move;
    segment = segmentAt(head, end);
  }
  return undefined;
}

/** Reads a literal string (ISO 32000-1 7.3.4.2) that begins with the parenthesis at a position. */
function literalString(text: string, position: number): string | undefined {
  let depth = 0;
  let value = '';
  for (let at = position; at < text.length && value.length <= 2 * MAX_MOVE_CHARACTERS; at++) {
    const character = text.charAt(at);
    if (character === '\\') {
      value += text.charAt(++at);
      continue;
    }
    if (character === '(' && depth++ === 0) continue;
    if (character === ')' && --depth === 0) return value;
    value += character;
  }
  return undefined;
}

/** Reads the comment lines below the header, then the keywords of the document information (14.3.3). */
function readPdf(head: Buffer): string | undefined {
  if (!head.includes(KEYWORD)) return undefined; // a PDF has no structure that leads to its keywords
  const text = head.toString('latin1');
  const comments = /^%PDF-[^\r\n]*(?:\r\n|\r|\n)((?:%[^\r\n]*(?:\r\n|\r|\n))*)/.exec(text)?.[1] ?? '';
  for (const line of comments.split(/[\r\n]+/)) {
    const move = labeled(line.slice(1));
    if (move !== undefined) return move;
  }
  for (const { index, 0: name } of text.matchAll(/\/Keywords\s{0,9}(?=\()/g)) {
    const move = labeled(literalString(text, index + name.length) ?? '');
    if (move !== undefined) return move;
  }
  return undefined;
}

const READERS: Readonly<Record<FileKind, (head: Buffer) => string | undefined>> = {
  png: readPng,
  jpeg: readJpeg,
  pdf: readPdf,
};

/**
 * Finds the move that a document carries in its metadata: a PNG text chunk with the keyword `sparring-move`, a JPEG
 * comment, a PDF comment below the header, or PDF keywords, each of the form `sparring-move: <move>`. The first one
 * counts. It only reads structures, so the words in a picture or in the text of a page ask for nothing.
 * @param head the leading bytes of a document; of a longer buffer, the first 16 KiB are searched
 * @returns the move as it is written, 1 to 200 printable ASCII characters; it may be unknown. Never throws.
 * @example readDocumentMove(pictureBytes) // 'PROCESS_FAIL'
 */
export function readDocumentMove(head: Buffer): string | undefined {
  const searched = head.subarray(0, MOVE_HEAD_BYTES);
  const kind = fileKind(searched);
  return kind && READERS[kind](searched);
}
