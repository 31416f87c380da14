/** How deep JSON may be nested. */
const MAX_DEPTH = 100;

/** How many names, values and separators JSON may have. */
const MAX_TOKENS = 50_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What each byte means outside of a text: 0 for what is no structure. */
const OPENING = 1;
const CLOSING = 2;
const SEPARATOR = 3;
const TEXT = 4;
const MEANINGS = new Uint8Array(256);
for (const [characters, meaning] of [
  ['[{', OPENING],
  [']}', CLOSING],
  [',:', SEPARATOR],
  ['"', TEXT],
] as const) {
  for (const byte of Buffer.from(characters)) MEANINGS[byte] = meaning;
}

/** Where the next structure is; numbers, words and white space are skipped. */
function nextStructure(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && MEANINGS[bytes[at] as number] === 0) at++;
  return at;
}

/** Whether the quote at `at` belongs to a text that began at `start`: an odd number of backslashes is before it. */
function isEscaped(bytes: Buffer, start: number, at: number): boolean {
  let first = at;
  while (first > start && bytes[first - 1] === BACKSLASH) first--;
  return (at - first) % 2 === 1;
}

/** Finds the end of a text; gives up when more than `maxEscaped` quotes in it are escaped. */
function skipText(bytes: Buffer, start: number, maxEscaped: number) {
  let escapedQuotes = 0;
  let quote = bytes.indexOf(QUOTE, start);
  while (quote >= 0 && isEscaped(bytes, start, quote) && escapedQuotes <= maxEscaped) {
    escapedQuotes++;
    quote = bytes.indexOf(QUOTE, quote + 1);
  }
  return { end: quote < 0 ? bytes.length : quote + 1, escapedQuotes };
}

/**
 * Judges what parsing some JSON would cost, without parsing it: 8 MiB of brackets take a hundred times as long as a
 * document of that size. Long texts are skipped at the speed of memory; what is not JSON is left to the parser.
 * @returns why it is too much, or `undefined`
 */
export function jsonExcess(bytes: Buffer): string | undefined {
  let depth = 0;
  let tokens = 0;
  let at = nextStructure(bytes, 0);
  while (at < bytes.length) {
    const meaning = MEANINGS[bytes[at] as number];
    at++;
    if (meaning === OPENING) depth++;
    if (meaning === CLOSING) depth--;
    else tokens++;
    if (meaning === TEXT) {
      const text = skipText(bytes, at, MAX_TOKENS - tokens);
      tokens += text.escapedQuotes;
      at = text.end;
    }
    if (depth > MAX_DEPTH) return `the JSON is nested more than ${MAX_DEPTH} levels deep`;
    if (tokens > MAX_TOKENS) return `the JSON has more than ${MAX_TOKENS} names, values and separators`;
    at = nextStructure(bytes, at);
  }
  return undefined;
}
