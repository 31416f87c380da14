import { crc32 } from 'node:zlib';
import { fileKind } from '@sparring/contracts';
import { MOVE_HEAD_BYTES } from '../../moves/document-move.js';
import { readPictureSize } from '../journal/picture-size.js';
import type { HeldBytes } from './body-memory.js';
import type { ReceivedDocument } from './receiver.js';

/** Computes size, CRC-32 and kind of a document as it streams by. */
export interface DocumentDigest {
  update(chunk: Buffer): void;
  result(): ReceivedDocument;
}

const NO_BYTES = Buffer.alloc(0);

/**
 * Starts with a document. Only its beginning is buffered, unless all of it is kept.
 * @param room where all bytes are counted for which there is room; without it, none are kept
 */
export function digestDocument(room: HeldBytes | undefined): DocumentDigest {
  const kept: Buffer[] = [];
  let isKept = room !== undefined;
  const sizeReader = readPictureSize();
  let sizeBytes = 0;
  let checksum = 0;
  let head: Buffer = NO_BYTES;
  return {
    update: (chunk) => {
      // usually the first chunk is long enough, and nothing is copied
      if (sizeBytes === 0) head = chunk.subarray(0, MOVE_HEAD_BYTES);
      else if (head.length < MOVE_HEAD_BYTES) head = Buffer.concat([head, chunk]).subarray(0, MOVE_HEAD_BYTES);
      sizeBytes += chunk.length;
      checksum = crc32(chunk, checksum);
      sizeReader.update(chunk);
      isKept &&= room?.take(chunk.length) ?? false;
      if (isKept) kept.push(chunk);
    },
    result: () => {
      const { size: pictureSize } = sizeReader;
      const document = { sizeBytes, crc32: checksum, kind: fileKind(head), head, pictureSize };
      // a copy, so that a small document does not keep whole chunks of the connection
      return isKept ? { ...document, bytes: Buffer.concat(kept) } : document;
    },
  };
}
