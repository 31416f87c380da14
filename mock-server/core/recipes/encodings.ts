import type { Mistake } from './recipe.js';

/** A way to read the text of a signature, with the mistake that it assumes. */
export interface Reading {
  readonly bytes: Buffer;
  readonly mistakes: readonly Mistake[];
}

interface Encoding extends Omit<Mistake, 'part'> {
  read(text: string): Buffer | undefined;
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** As every encoder writes it: whole groups of four. */
const CANONICAL = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const HEX = /^(?:[0-9a-f]{2})+$/i;
const BASE64URL = /^[\w-]+={0,2}$/;

const base64 = (text: string) => (BASE64.test(text) ? Buffer.from(text, 'base64') : undefined);
const hex = (text: string) => (HEX.test(text) ? Buffer.from(text, 'hex') : undefined);

/** The bytes of a Base64 text as every encoder writes it, however many they are; otherwise `undefined`. */
export const canonicalBase64 = (text: string): Buffer | undefined =>
  text !== '' && CANONICAL.test(text) ? Buffer.from(text, 'base64') : undefined;

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Reads what is inside of a Base64 text that was encoded once more. */
function inner(text: string): Buffer | undefined {
  const outer = base64(percentDecoded(text))?.toString('latin1') ?? '';
  return hex(outer) ?? base64(outer);
}

const ENCODINGS: readonly Encoding[] = [
  {
    id: 'signature-hex',
    cause: 'The signature was sent in hex, not in Base64.',
    fix: 'Encode the signature in Base64.',
    read: hex,
  },
  {
    id: 'signature-base64url',
    cause: 'The signature was sent in base64url, not in standard Base64.',
    fix: 'Use the standard alphabet with + and /, and keep the padding.',
    // without one of its own characters, it is only Base64 without padding
    read: (text) => (BASE64URL.test(text) && /[-_]/.test(text) ? Buffer.from(text, 'base64url') : undefined),
  },
  {
    id: 'signature-plus-as-space',
    cause: 'The signature contains spaces where Base64 has +.',
    fix: 'Do not decode the signature as a form; a raw + turns into a space there.',
    read: (text) => {
      const decoded = percentDecoded(text);
      return decoded.includes(' ') ? base64(decoded.replaceAll(' ', '+')) : undefined;
    },
  },
  {
    id: 'signature-line-breaks',
    cause: 'The Base64 of the signature was sent with line breaks in it.',
    fix: 'Encode it in one line: openssl base64 -A, Base64.getEncoder() in Java, b64encode in Python.',
    read: (text) => {
      const decoded = percentDecoded(text);
      return /[\r\n]/.test(decoded) ? base64(decoded.replace(/[\r\n]+/g, '')) : undefined;
    },
  },
  {
    id: 'signature-without-padding',
    cause: 'The signature was sent without the = at the end of its Base64.',
    fix: 'Keep the padding.',
    read: (text) => (text.includes('=') ? undefined : base64(text)),
  },
  {
    id: 'signature-wrong-padding',
    cause: 'The signature was sent with a wrong number of = at the end of its Base64.',
    fix: 'Send the Base64 as the encoder writes it.',
    read: (text) => base64(text),
  },
  {
    id: 'signature-url-encoded',
    cause: 'The signature was percent-encoded, but is sent as plain Base64.',
    fix: 'Send the Base64 as it is.',
    read: (text) => (text.includes('%') ? base64(percentDecoded(text)) : undefined),
  },
  {
    id: 'signature-encoded-twice',
    cause: 'The signature was percent-encoded twice.',
    fix: 'Encode it once; an HTTP client may do so again.',
    read: (text) => (/%25/.test(text) ? base64(percentDecoded(percentDecoded(text))) : undefined),
  },
  {
    id: 'signature-quoted',
    cause: 'The signature was sent in quotes.',
    fix: 'Send it without quotes.',
    read: (text) => (/^"[^"]+"$/.test(text) ? base64(percentDecoded(text.slice(1, -1))) : undefined),
  },
  {
    id: 'signature-base64-twice',
    cause: 'The signature was encoded twice: its Base64 contains hex or Base64 again.',
    fix: 'Encode the bytes of the signature, not a text.',
    read: inner,
  },
];

/** The encodings of a signature that are known to be used by mistake. */
export const encodingMistakes: readonly Mistake[] = ENCODINGS.map(({ id, cause, fix }) => ({
  id,
  part: 'encoding',
  cause,
  fix,
}));

/**
 * All ways to read the text of a signature, the correct one first.
 * @param correct the bytes as the partner reads them; `undefined` when it cannot
 */
export function readingsOf(text: string, correct: Buffer | undefined): readonly Reading[] {
  const readings: Reading[] = correct ? [{ bytes: correct, mistakes: [] }] : [];
  ENCODINGS.forEach(({ read }, index) => {
    const bytes = read(text);
    const mistake = encodingMistakes[index];
    if (!bytes || !mistake || readings.some((known) => known.bytes.equals(bytes))) return;
    readings.push({ bytes, mistakes: [mistake] });
  });
  return readings;
}
