import { crc32 } from 'node:zlib';
import { fileKind, MAGIC_BYTES } from '@sparring/contracts';
import type { ReceivedDocument } from './receiver.js';

/** Computes size, CRC-32 and kind of a document as it streams by; only its first few bytes are buffered. */
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
      if (sizeBytes === 0) head = chunk.subarray(0, MAGIC_BYTES);
      else if (head.length < MAGIC_BYTES) head = Buffer.concat([head, chunk.subarray(0, MAGIC_BYTES)]);
      sizeBytes += chunk.length;
      checksum = crc32(chunk, checksum);
    },
    result: () => ({ sizeBytes, crc32: checksum, kind: fileKind(head) }),
  };
}
