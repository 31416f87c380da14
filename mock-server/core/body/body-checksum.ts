import { crc32 } from 'node:zlib';

const NO_BYTES = Buffer.alloc(0);

/** zlib returns 0 for an empty buffer, whatever came before. */
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
  /** The end of what has arrived, in which a boundary may begin. */
  #open: Buffer = NO_BYTES;
  #crc32 = 0;

  constructor(contentType: string | undefined) {
    this.#boundary = boundaryOf(contentType);
  }

  update(chunk: Buffer): void {
    const { length } = this.#boundary;
    if (length === 0) {
      this.#crc32 = continued(chunk, this.#crc32);
      return;
    }
    const bytes = this.#open.length > 0 ? Buffer.concat([this.#open, chunk]) : chunk;
    let from = 0;
    for (let at = bytes.indexOf(this.#boundary); at >= 0; at = bytes.indexOf(this.#boundary, from)) {
      this.#crc32 = continued(bytes.subarray(from, at), this.#crc32);
      from = at + length;
    }
    const openFrom = Math.max(from, bytes.length - length + 1);
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
