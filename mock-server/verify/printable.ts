/** Longer texts of a target say no more to a person. */
const MAX_CHARACTERS = 500;

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Escapes control characters: a terminal would obey them. */
export const escapeControls = (text: string): string => text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, escaped);

/** A text of a target as it can be printed: on one line, without control characters, and of a bounded length. */
export function printable(text: string): string {
  if (text.length <= MAX_CHARACTERS) return escapeControls(text);
  return `${escapeControls(text.slice(0, MAX_CHARACTERS))}… (${text.length} characters)`;
}
