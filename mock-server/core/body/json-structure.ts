/** No partner nests deeper; `JSON.parse` and everything after it would recurse. */
export const MAX_JSON_DEPTH = 64;
/** Strings, commas and colons together: no partner takes as many, and each costs time and memory. */
export const MAX_JSON_TOKENS = 40_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** By byte: how many levels deeper it leads, and whether it counts as a token. A table is what is fast here. */
const DEPTH = new Int8Array(256);
const COUNTS = new Uint8Array(256);
const IS_STRUCTURE = new Uint8Array(256);
for (const structure of '[]{},:"') IS_STRUCTURE[structure.charCodeAt(0)] = 1;
for (const opening of '[{') DEPTH[opening.charCodeAt(0)] = 1;
for (const closing of ']}') DEPTH[closing.charCodeAt(0)] = -1;
for (const counted of ',:"') COUNTS[counted.charCodeAt(0)] = 1;

/** The next byte that leads deeper or counts; numbers, words and white space are passed as fast as possible. */
function nextStructure(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && IS_STRUCTURE[bytes[at] as number] === 0) at++;
  return at;
}

/** The index of the quote that ends a string; the length of the bytes when none does. */
function endOfString(bytes: Buffer, start: number): number {
  const quote = bytes.indexOf(QUOTE, start);
  if (quote < 0) return bytes.length;
  if (bytes[quote - 1] !== BACKSLASH) return quote;
  // an escaped quote may follow: every escape has to be looked at
  for (let at = start; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) return at;
  }
  return bytes.length;
}

/**
 * Looks at the structure of a JSON text before it is parsed: parsing 8 MiB of brackets or distinct keys would block
 * every other request for seconds, while a document is one long string and costs next to nothing here.
 * @returns why the text is not parsed, or `undefined` when it may be; whether it is JSON is not checked.
 */
export function structureProblem(bytes: Buffer): string | undefined {
  let depth = 0;
  let tokens = 0;
  for (let at = nextStructure(bytes, 0); at < bytes.length; at = nextStructure(bytes, at + 1)) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) at = endOfString(bytes, at + 1);
    depth += DEPTH[byte] as number;
    tokens += COUNTS[byte] as number;
    if (depth > MAX_JSON_DEPTH) return `the body nests deeper than ${MAX_JSON_DEPTH} levels`;
    if (tokens > MAX_JSON_TOKENS) return `the body has more than ${MAX_JSON_TOKENS} strings, commas and colons`;
  }
  return undefined;
}
