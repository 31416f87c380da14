import type { OpenSource } from './source.js';

/** Bytes in memory; copied, so that what the caller does to them later changes no attempt. */
export function openBytes(bytes: Uint8Array): OpenSource {
  return {
    lengthBytes: bytes.length,
    read: async ({ before, after }) => {
      const buffer = Buffer.allocUnsafeSlow(before + bytes.length + after);
      buffer.set(bytes, before);
      return { buffer, lengthBytes: bytes.length };
    },
  };
}
