import { crc32 } from 'node:zlib';

/** How many boundaries are left out: far more than a body has parts, and few enough for one that is made to be slow. */
const MAX_BOUNDARIES = 1_000;

/** zlib returns 0 for a view of an empty buffer, whatever came before. */
const continued = (bytes: Buffer, checksum: number) => (bytes.length > 0 ? crc32(bytes, checksum) : checksum);

function boundaryOf(contentType = ''): Buffer {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
  return Buffer.from(quoted ?? plain ?? '', 'latin1');
}

/**
 * Computes the CRC-32 of a body that is not decoded, as it streams by. A multipart body is taken without its boundary,
 * because clients make a new one for each attempt.
 */
export class BodyChecksum {
  readonly #boundary: Buffer;
  /** How many boundaries may still come. */
  #left: number;
  /** The end of what has arrived, in which a boundary may begin. */
  #open: Buffer = Buffer.alloc(0);
  #crc32 = 0;

  constructor(contentType: string | undefined) {
    this.#boundary = boundaryOf(contentType);
    this.#left = this.#boundary.length > 0 ? MAX_BOUNDARIES : 0;
  }

  update(chunk: Buffer): void {
    const { length } = this.#boundary;
    const bytes = this.#open.length > 0 ? Buffer.concat([this.#open, chunk]) : chunk;
    let from = 0;
    while (this.#left > 0) {
      const at = bytes.indexOf(this.#boundary, from);
      if (at < 0) break;
      this.#crc32 = continued(bytes.subarray(from, at), this.#crc32);
      from = at + length;
      this.#left -= 1;
    }
    const openFrom = this.#left > 0 ? Math.max(from, bytes.length - length + 1) : bytes.length;
    this.#crc32 = continued(bytes.subarray(from, openFrom), this.#crc32);
    // a copy, so that it does not keep a whole chunk in memory
    this.#open = Buffer.from(bytes.subarray(openFrom));
  }

  /** Ends the body. */
  result(): number {
    return continued(this.#open, this.#crc32);
  }
}

/** The checksum of a body that was kept. */
export function bodyCrc32(body: Buffer, contentType: string | undefined): number {
  const checksum = new BodyChecksum(contentType);
  checksum.update(body);
  return checksum.result();
}
