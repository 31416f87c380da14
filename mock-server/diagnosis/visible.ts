import type { Piece } from '../core/recipes/recipe.js';

/** Characters that one does not see, or that look like a space. */
const INVISIBLE = /[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|[^\S ]/gu;

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

/** A text with escapes for its invisible characters. */
export const visible = (text: string): string =>
  text.replace(INVISIBLE, (character) => ESCAPES[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`);

/** A string to sign as it may be shown. */
export const shownText = (text: readonly Piece[]): string =>
  text.map(({ bytes, shown }) => shown ?? visible(bytes.toString())).join('');

/** The only characters of a secret piece that may be shown: those that give structure to JSON, a query or a line. */
const SECRET = /[^\s\u{feff}{}[\]":,&=?]/gu;

/** How many bytes are shown before and behind a difference. */
const AROUND_BYTES = 12;

interface Flat {
  readonly bytes: Buffer;
  readonly secret: readonly (readonly [start: number, end: number])[];
}

function flatten(text: readonly Piece[]): Flat {
  const secret: (readonly [number, number])[] = [];
  let at = 0;
  const parts = text.map(({ bytes, shown }) => {
    const part = Buffer.from(bytes);
    if (shown !== undefined) secret.push([at, at + part.length]);
    at += part.length;
    return part;
  });
  return { bytes: Buffer.concat(parts), secret };
}

/** The surroundings of a byte, with a dot for each secret character. */
function excerpt({ bytes, secret }: Flat, atByte: number): string {
  const [from, to] = [Math.max(0, atByte - AROUND_BYTES), Math.min(bytes.length, atByte + AROUND_BYTES)];
  const cuts = [from, ...secret.flat().filter((at) => at > from && at < to), to];
  const shown = cuts.slice(1).map((end, index) => {
    const start = cuts[index] ?? from;
    const piece = bytes.toString('utf8', start, end);
    const isSecret = secret.some(([first, last]) => start >= first && start < last);
    return visible(isSecret ? piece.replace(SECRET, '•') : piece);
  });
  return `${from > 0 ? '…' : ''}${shown.join('')}${to < bytes.length ? '…' : ''}`;
}

/** Where two strings to sign first differ, with what is around it; `null` when they are equal. */
export function firstDifference(ours: readonly Piece[], theirs: readonly Piece[]) {
  const [left, right] = [flatten(ours), flatten(theirs)];
  const length = Math.min(left.bytes.length, right.bytes.length);
  let atByte = 0;
  while (atByte < length && left.bytes[atByte] === right.bytes[atByte]) atByte++;
  if (atByte === left.bytes.length && atByte === right.bytes.length) return null;
  return { atByte, ours: excerpt(left, atByte), theirs: excerpt(right, atByte) };
}
