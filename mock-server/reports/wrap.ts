/** How wide a line of a report may be, in characters. */
export const LINE_CHARACTERS = 100;

/** A text in lines of at most so many characters; words are not cut, so a long one has a line of its own. */
export function wrap(text: string, maxCharacters: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > maxCharacters) {
      lines.push(line);
      line = word;
    } else line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line];
}
