import { structureProblem } from '../body/json-structure.js';

/** A larger body is not written in another form, nor one with more strings: that would take too long. */
const MAX_BODY_BYTES = 1536 * 1024;
const MAX_STRINGS = 2_000;

/** What is left without the long strings may have this many bytes. */
const MAX_SKELETON_BYTES = 16 * 1024;

/** A string of more bytes than this stays in place when its JSON is written in another form. */
const LONG_BYTES = 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Where a string that starts behind `start` ends. */
function stringEnd(bytes: Buffer, start: number): number {
  let at = bytes.indexOf(QUOTE, start);
  while (at > 0) {
    let backslashes = 0;
    while (bytes[at - 1 - backslashes] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return at;
    at = bytes.indexOf(QUOTE, at + 1);
  }
  return bytes.length;
}

/** A JSON text whose long strings are replaced by marks. */
export interface JsonSkeleton {
  /** As received, with marks. */
  readonly text: string;
  readonly value: unknown;
  /** Puts the long strings back. */
  fill(text: string, escaping?: Escaping): readonly (string | Buffer)[];
}

/** How long strings are escaped. */
export interface Escaping {
  /** The ASCII characters that are. */
  readonly bytes: string;
  escape(text: string): string;
}

/** Escapes what follows the first character that has to be: a document in Base64 is seldom copied. */
function escaped(string: Buffer, { bytes, escape: write }: Escaping): readonly Buffer[] {
  const found = [...bytes].map((character) => string.indexOf(character)).filter((at) => at >= 0);
  if (found.length === 0) return [string];
  const start = Math.min(...found);
  return [string.subarray(0, start), Buffer.from(write(string.toString('utf8', start)))];
}

const MARK = 'sparring-long-string-';
const MARKS = new RegExp(`${MARK}(\\d+);`);

/** The bytes of a long string without needless escapes such as `\/`. */
function unescaped(raw: Buffer): Buffer {
  if (!raw.includes(BACKSLASH)) return raw;
  return Buffer.from(JSON.stringify(JSON.parse(`"${raw}"`)).slice(1, -1));
}

function split(bytes: Buffer): { text: string; long: readonly Buffer[] } {
  const long: Buffer[] = [];
  const pieces: string[] = [];
  let copied = 0;
  let strings = 0;
  for (let at = bytes.indexOf(QUOTE); at >= 0 && at < bytes.length; at = bytes.indexOf(QUOTE, at + 1)) {
    if (++strings > MAX_STRINGS) break; // what follows is too large for a skeleton, or has no strings
    const end = stringEnd(bytes, at + 1);
    if (end - at > LONG_BYTES) {
      pieces.push(bytes.toString('utf8', copied, at + 1), `${MARK}${long.length};`);
      long.push(bytes.subarray(at + 1, end));
      copied = end;
    }
    at = end;
  }
  return { text: pieces.join('') + bytes.toString('utf8', copied), long };
}

/** Reads a JSON body without copying its documents; `undefined` when it is not JSON, or would take too long. */
export function jsonSkeleton(bytes: Buffer): JsonSkeleton | undefined {
  if (bytes.length > MAX_BODY_BYTES) return undefined;
  try {
    const { text, long } = split(bytes);
    if (text.length > MAX_SKELETON_BYTES || structureProblem(Buffer.from(text)) !== undefined) return undefined;
    const value: unknown = JSON.parse(text);
    const strings = long.map(unescaped);
    const fill: JsonSkeleton['fill'] = (form, escaping) =>
      form.split(MARKS).flatMap((piece, index): readonly (string | Buffer)[] => {
        if (index % 2 === 0) return [piece];
        const string = strings[Number(piece)] ?? Buffer.alloc(0);
        return escaping ? escaped(string, escaping) : [string];
      });
    return { text, value, fill };
  } catch {
    return undefined;
  }
}
