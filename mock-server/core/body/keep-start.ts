import type { HeldBytes } from './body-memory.js';

/** How much of a body is kept for a diagnosis, unless it is buffered anyway. */
const KEPT_BYTES = 64 * 1024;

/** Keeps a copy of the first 64 KiB of a body that is discarded, as long as there is room. */
export function keepStart(held: HeldBytes): { add(chunk: Buffer): void; bytes(): Buffer } {
  const kept: Buffer[] = [];
  let missingBytes = KEPT_BYTES;
  return {
    add: (chunk) => {
      if (missingBytes === 0) return;
      // a copy, so that it does not keep a whole chunk in memory
      const copy = Buffer.from(chunk.subarray(0, missingBytes));
      const fits = held.take(copy.length);
      if (fits) kept.push(copy);
      missingBytes = fits ? missingBytes - copy.length : 0;
    },
    bytes: () => Buffer.concat(kept),
  };
}
