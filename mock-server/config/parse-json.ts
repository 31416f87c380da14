/**
 * Reads the JSON of a file that somebody has written. Editors and shells of Windows put a byte order mark before it, which
 * JSON does not have.
 * @throws SyntaxError when it is not JSON.
 */
export const parseJson = (text: string): unknown => JSON.parse(text.replace(/^\uFEFF/, ''));
