/**
 * Checks a text that travels in a header.
 * @throws TypeError that names the option, never its value.
 */
export function headerText(option: string, text: string): string {
  if (typeof text === 'string' && /^[\x21-\x7e]+$/.test(text)) return text;
  throw new TypeError(`${option} must be a text of visible ASCII characters without spaces`);
}
