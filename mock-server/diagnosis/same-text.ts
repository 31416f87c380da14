import type { Piece } from '../core/recipes/recipe.js';

/** How many bytes a string to sign has. */
export const sizeOf = (text: readonly Piece[]): number =>
  text.reduce((sum, { bytes }) => sum + Buffer.byteLength(bytes), 0);

/** A string is short; a document is a buffer already, and is not copied. */
const bytesOf = (text: readonly Piece[]) =>
  text.flatMap(({ bytes }) => {
    const buffer = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
    return buffer.length === 0 ? [] : [buffer];
  });

/** Whether two strings to sign are the same, however they are divided into pieces. */
export function sameText(left: readonly Piece[], right: readonly Piece[]): boolean {
  if (sizeOf(left) !== sizeOf(right)) return false;
  const [ours, theirs] = [bytesOf(left), bytesOf(right)];
  let [a, b] = [ours.shift(), theirs.shift()];
  while (a && b) {
    const length = Math.min(a.length, b.length);
    if (a.compare(b, 0, length, 0, length) !== 0) return false;
    a = a.length > length ? a.subarray(length) : ours.shift();
    b = b.length > length ? b.subarray(length) : theirs.shift();
  }
  return true;
}
