import { type FileKind, fileKind } from '@sparring/contracts';
import { isMoveText, KEYWORD, MOVE_HEAD_BYTES, segmentAt } from '../moves/document-move.js';
import { COMMENT, jpegSegment, LEADING_MARKERS } from './jpeg-segment.js';
import { insertBytes, PNG_HEADER_BYTES, pngChunk } from './png-chunk.js';

/** Right after the header, where every reader comes by. */
const writePng = (bytes: Buffer, move: string) =>
  insertBytes(bytes, PNG_HEADER_BYTES, pngChunk('tEXt', Buffer.from(`${KEYWORD}\0${move}`)));

function writeJpeg(bytes: Buffer, move: string): Buffer {
  let at = 2;
  let segment = segmentAt(bytes, at);
  // JFIF and Exif want to be first; when they are long, readers manage without
  while (segment && LEADING_MARKERS.includes(segment.marker) && segment.end <= MOVE_HEAD_BYTES / 2) {
    at = segment.end;
    segment = segmentAt(bytes, at);
  }
  return insertBytes(bytes, at, jpegSegment(COMMENT, Buffer.from(`${KEYWORD}: ${move}`)));
}

/** Inserts a comment below the header and moves every offset of the cross-reference table (7.5.4) by its length. */
function writePdf(bytes: Buffer, move: string): Buffer {
  const text = bytes.toString('latin1');
  const [header = ''] = /^%PDF-[^\r\n]*(?:\r\n|\r|\n)/.exec(text) ?? [];
  const [, end = ''] = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(text.slice(-1024)) ?? [];
  const tableAt = Number(end);
  const table = text.slice(tableAt);
  if (header === '' || end === '' || !table.startsWith('xref') || /\/(Prev|XRefStm)\b/.test(table)) {
    throw new RangeError('only a PDF with a single, uncompressed cross-reference table can be given a move');
  }
  const comment = `%${KEYWORD}: ${move}\n`;
  const moved = (offset: string) => String(Number(offset) + comment.length);
  const newTable = table
    .replace(/(\d{10})(?= \d{5} n)/g, (offset) => moved(offset).padStart(10, '0'))
    .replace(/(?<=startxref\s+)\d+/, moved);
  return Buffer.from(header + comment + text.slice(header.length, tableAt) + newTable, 'latin1');
}

const WRITERS: Readonly<Record<FileKind, (bytes: Buffer, move: string) => Buffer>> = {
  png: writePng,
  jpeg: writeJpeg,
  pdf: writePdf,
};

/**
 * Adds a move to the metadata of a valid document, which looks the same afterwards. A move that the document already
 * carries stays in it and no longer counts.
 * @throws RangeError when `bytes` do not begin like a document of this kind, when the move is not 1 to 200 printable
 *   ASCII characters, or when a PDF has no single, uncompressed cross-reference table.
 * @example writeDocumentMove('png', pictureBytes, 'PROCESS_FAIL')
 */
export function writeDocumentMove(kind: FileKind, bytes: Buffer, move: string): Buffer {
  if (fileKind(bytes) !== kind) throw new RangeError(`the document does not begin like a ${kind}`);
  if (!isMoveText(move)) throw new RangeError('a move has 1 to 200 printable ASCII characters');
  return WRITERS[kind](bytes, move);
}
