import { crc32 } from 'node:zlib';
import { fileKind } from '@sparring/contracts';
import { MOVE_HEAD_BYTES } from '../../moves/document-move.js';
import { PictureSizeReader } from '../journal/picture-size.js';
import type { HeldBytes } from './body-memory.js';
import type { ReceivedDocument } from './receiver.js';

const NO_BYTES = Buffer.alloc(0);

/** Computes size, CRC-32 and kind of a document as it streams by. Only its beginning is buffered, unless all of it is kept. */
export class DocumentDigest {
  readonly #picture = new PictureSizeReader();
  readonly #room: HeldBytes | undefined;
  #kept: Buffer[] | undefined;
  #sizeBytes = 0;
  #checksum = 0;
  #head: Buffer = NO_BYTES;

  /** @param room where all bytes are counted for which there is room; without it, none are kept */
  constructor(room: HeldBytes | undefined) {
    this.#room = room;
    this.#kept = room && [];
  }

  update(chunk: Buffer): void {
    // usually the first chunk is long enough, and nothing is copied
    if (this.#sizeBytes === 0) this.#head = chunk.subarray(0, MOVE_HEAD_BYTES);
    else if (this.#head.length < MOVE_HEAD_BYTES) {
      this.#head = Buffer.concat([this.#head, chunk]).subarray(0, MOVE_HEAD_BYTES);
    }
    this.#sizeBytes += chunk.length;
    this.#checksum = crc32(chunk, this.#checksum);
    this.#picture.update(chunk);
    if (this.#kept && this.#room?.take(chunk.length)) this.#kept.push(chunk);
    else this.#kept = undefined;
  }

  result(): ReceivedDocument {
    const { size: pictureSize } = this.#picture;
    const head = this.#head;
    const document = { sizeBytes: this.#sizeBytes, crc32: this.#checksum, kind: fileKind(head), head, pictureSize };
    // a copy, so that a small document does not keep whole chunks of the connection
    return this.#kept ? { ...document, bytes: Buffer.concat(this.#kept) } : document;
  }
}
