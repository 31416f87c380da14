/** One part of a multipart/form-data body. */
export interface Part {
  readonly name: string;
  readonly content: string | Buffer;
  /** Turns the part into a file part. */
  readonly filename?: string;
  /** Default: none for text, `application/octet-stream` for a file. */
  readonly contentType?: string;
}

/** Quotes a name as browsers do (https://html.spec.whatwg.org/#multipart-form-data). */
const quoted = (name: string) => `"${name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22')}"`;

function partHead({ name, filename, contentType }: Part): string {
  const disposition = `Content-Disposition: form-data; name=${quoted(name)}`;
  if (filename === undefined) return `${disposition}\r\n${contentType ? `Content-Type: ${contentType}\r\n` : ''}\r\n`;
  return `${disposition}; filename=${quoted(filename)}\r\nContent-Type: ${contentType ?? 'application/octet-stream'}\r\n\r\n`;
}

/**
 * Writes a multipart/form-data body; `boundary` must not occur in any part.
 * @example writeMultipart([{ name: 'type', content: 'idFront' }], 'sparring-7f3a')
 */
export function writeMultipart(parts: readonly Part[], boundary: string): Buffer {
  const pieces = parts.flatMap((part) => [
    Buffer.from(`--${boundary}\r\n${partHead(part)}`),
    typeof part.content === 'string' ? Buffer.from(part.content) : part.content,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}

/** The bytes around the content of the last part. */
export interface MultipartFrame {
  readonly before: Buffer;
  readonly after: Buffer;
}

/**
 * Writes a multipart/form-data body except for the content of its last part, so that a large file can be
 * read into place without a copy.
 */
export function frameMultipart(parts: readonly Part[], last: Omit<Part, 'content'>, boundary: string): MultipartFrame {
  const whole = writeMultipart([...parts, { ...last, content: '' }], boundary);
  const at = whole.length - `\r\n--${boundary}--\r\n`.length;
  return { before: whole.subarray(0, at), after: whole.subarray(at) };
}
