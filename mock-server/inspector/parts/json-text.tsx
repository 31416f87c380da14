import { Scroll } from './scroll.js';

/** The words of a JSON text, each with what it is. */
const WORD = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

function kindOf([, text, colon, word]: RegExpMatchArray): string {
  if (text !== undefined) return colon === undefined ? 'json-text' : 'json-name';
  return word === undefined ? 'json-number' : 'json-word';
}

/** Splits a text into plain parts and words. */
function split(text: string) {
  const parts: { readonly text: string; readonly kind: string | undefined }[] = [];
  let at = 0;
  for (const match of text.matchAll(WORD)) {
    const shown = match[1] ?? match[0];
    parts.push({ text: text.slice(at, match.index), kind: undefined }, { text: shown, kind: kindOf(match) });
    at = match.index + shown.length;
  }
  return [...parts, { text: text.slice(at), kind: undefined }];
}

/** Indents JSON; any other text stays as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Colored texts get slow; longer ones stay plain. */
const MAX_COLORED_CHARACTERS = 20_000;

/** A JSON text in colors. */
export function JsonText({ text, label }: { readonly text: string; readonly label: string }) {
  const parts = text.length > MAX_COLORED_CHARACTERS ? [{ text, kind: undefined }] : split(text);
  return (
    <Scroll class="json" label={label}>
      {parts.map(({ text: part, kind }, index) =>
        kind === undefined ? (
          part
        ) : (
          <span key={index} class={kind}>
            {part}
          </span>
        ),
      )}
    </Scroll>
  );
}
