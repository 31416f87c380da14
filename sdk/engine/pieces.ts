import { MAGIC_BYTES } from '@sparring/contracts/file-kind';
import type { Body } from './protocol.js';

/** A multiple of three, so that the Base64 of the slices is that of the whole. */
const SLICE_BYTES = 48 * 1024;

/**
 * Collects a document in pieces of one size, raw or encoded: a buffer that grows would at times be held twice, and one
 * that joins the pieces would take as much memory again.
 */
export class Pieces {
  /** At least as many of the first bytes as tell the format. */
  head: Buffer = Buffer.alloc(0);
  lengthBytes = 0;
  readonly #body: Buffer[] = [];
  readonly #slice = Buffer.allocUnsafeSlow(SLICE_BYTES);
  #used = 0;
  readonly #encode: ((slice: Buffer) => Buffer) | undefined;

  constructor(encode?: (slice: Buffer) => Buffer) {
    this.#encode = encode;
  }

  /** Takes over a whole document that nobody else will change. */
  take(bytes: Buffer): void {
    if (this.#encode) {
      this.add(bytes);
      return;
    }
    this.head = bytes;
    this.lengthBytes = bytes.length;
    this.#body.push(bytes);
  }

  /** Copies a chunk, since its owner may fill it again. */
  add(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + SLICE_BYTES - this.#used);
      this.#slice.set(part, this.#used);
      this.#used += part.length;
      at += part.length;
      if (this.#used === SLICE_BYTES) this.#flush();
    }
    this.lengthBytes += chunk.length;
  }

  #flush(): void {
    if (this.#used === 0) return;
    const slice = this.#slice.subarray(0, this.#used);
    if (this.#body.length === 0) this.head = Buffer.from(slice.subarray(0, MAGIC_BYTES));
    this.#body.push(this.#encode?.(slice) ?? Buffer.from(slice));
    this.#used = 0;
  }

  /** The whole document. */
  end(): Body {
    this.#flush();
    return this.#body;
  }
}
