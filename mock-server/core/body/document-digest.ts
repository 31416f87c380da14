import { crc32 } from 'node:zlib';
import { fileKind } from '@sparring/contracts';
import { MOVE_HEAD_BYTES } from '../../moves/document-move.js';
import type { ReceivedDocument } from './receiver.js';

/** Computes size, CRC-32 and kind of a document as it streams by; only its beginning is buffered. */
export interface DocumentDigest {
  update(chunk: Buffer): void;
  result(): ReceivedDocument;
}

const NO_BYTES = Buffer.alloc(0);

export function digestDocument(): DocumentDigest {
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
    },
    result: () => ({ sizeBytes, crc32: checksum, kind: fileKind(head), head }),
  };
}
