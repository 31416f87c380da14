const ENCODED_WORDS = /^(?:=\?[^?]+\?[bq]\?[^?]*\?=\s*)+$/i;
const ENCODED_WORD = /=\?([^?*]+)(?:\*[^?]*)?\?([bq])\?([^?]*)\?=\s*/gi;

/** A longer name is not a file name; decoding many of them would block every other request. */
const MAX_DECODED_CHARACTERS = 4_096;

/** The Q encoding: `_` is a space, `=XX` a byte. */
const quotedBytes = (text: string) =>
  Buffer.from(
    text
      .replaceAll('_', ' ')
      .replace(/=([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

/**
 * Decodes a file name in RFC 2047 encoded words, which Spring and .NET use for non-ASCII names. Any other name, or
 * one with an unknown charset, is returned unchanged.
 * @example plainFilename('=?utf-8?B?w7wuanBn?=') // 'ü.jpg'
 */
export function plainFilename(filename: string): string {
  if (filename.length > MAX_DECODED_CHARACTERS || !ENCODED_WORDS.test(filename)) return filename;
  try {
    return filename.replace(ENCODED_WORD, (_all, charset: string, encoding: string, text: string) =>
      new TextDecoder(charset).decode(encoding.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : quotedBytes(text)),
    );
  } catch {
    return filename;
  }
}
