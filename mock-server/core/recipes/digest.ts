import { createHash } from 'node:crypto';
import type { Piece } from './recipe.js';

/** The digest of a string to sign, piece by piece. */
export function digestOf(algorithm: string, text: readonly Piece[]): Buffer {
  const hash = createHash(algorithm);
  for (const { bytes } of text) hash.update(bytes);
  return hash.digest();
}
