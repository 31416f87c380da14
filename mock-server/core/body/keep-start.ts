/** How much of a body is kept for a diagnosis, unless it is buffered anyway. */
const KEPT_BYTES = 64 * 1024;

/** Keeps a copy of the first 64 KiB of a body that is discarded. */
export function keepStart(): { add(chunk: Buffer): void; bytes(): Buffer } {
  const kept: Buffer[] = [];
  let missingBytes = KEPT_BYTES;
  return {
    add: (chunk) => {
      if (missingBytes === 0) return;
      // a copy, so that it does not keep a whole chunk in memory
      const copy = Buffer.from(chunk.subarray(0, missingBytes));
      kept.push(copy);
      missingBytes -= copy.length;
    },
    bytes: () => Buffer.concat(kept),
  };
}
