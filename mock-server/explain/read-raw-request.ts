import { UserError } from '../core/user-error.js';
import { headerOf, originForm, type SavedRequest, withoutConnection } from './saved-request.js';

const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+)(?: HTTP\/\d(?:\.\d)?)?$/;

/** Where the head ends: at the first empty line, with CRLF or LF. */
function splitHead(bytes: Buffer): { readonly lines: readonly string[]; readonly body: Buffer } {
  const text = bytes.toString('latin1');
  const [blank] = [...text.matchAll(/\r?\n\r?\n/g)];
  const headEnd = blank?.index ?? text.length;
  const bodyStart = headEnd + (blank?.[0].length ?? 0);
  return { lines: text.slice(0, headEnd).split(/\r?\n/), body: bytes.subarray(bodyStart) };
}

function readHeader(line: string, file: string): readonly [string, string] {
  const at = line.indexOf(':', 1);
  if (at > 0) return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  throw new UserError(`${file} has the line ${JSON.stringify(line.slice(0, 64))} among its headers, which is none`);
}

/** Joins the chunks of `Transfer-Encoding: chunked`; `undefined` when the body is not in chunks any more. */
function joinChunks(body: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  let at = 0;
  while (at < body.length) {
    const lineEnd = body.indexOf('\n', at);
    const [, digits] = /^([0-9a-f]+)\s*(?:;.*)?$/i.exec(body.toString('latin1', at, lineEnd).trim()) ?? [];
    if (lineEnd < 0 || digits === undefined) return undefined;
    const sizeBytes = Number.parseInt(digits, 16);
    if (sizeBytes === 0) return Buffer.concat(chunks);
    chunks.push(body.subarray(lineEnd + 1, lineEnd + 1 + sizeBytes));
    at = lineEnd + 1 + sizeBytes;
    while (body[at] === 13 || body[at] === 10) at++;
  }
  return undefined;
}

const latin1 = (body: Buffer, change: (text: string) => string) =>
  Buffer.from(change(body.toString('latin1')), 'latin1');

const withoutLastBreak = (text: string) => text.replace(/\r?\n$/, '');
const withCrlf = (text: string) => text.replace(/\r?\n/g, '\r\n');
const withLf = (text: string) => text.replace(/\r\n/g, '\n');

const END_NOTE = 'the line break at the end of the file is no part of the body';
const CRLF_NOTE = 'the line breaks of the body are read as CRLF';
const LF_NOTE = 'the line breaks of the body are read as LF';

/** What an editor or a clipboard makes of a body, and how to undo it. */
const REPAIRS: readonly (readonly [notes: readonly string[], repair: (text: string) => string])[] = [
  [[], (text) => text],
  [[END_NOTE], withoutLastBreak],
  [[CRLF_NOTE], withCrlf],
  [[CRLF_NOTE, END_NOTE], (text) => withCrlf(withoutLastBreak(text))],
  [[LF_NOTE], withLf],
  [[LF_NOTE, END_NOTE], (text) => withLf(withoutLastBreak(text))],
];

/** Without Content-Length, as in HTTP/2, only parts show how they were separated. */
function restoreParts(body: Buffer, isMultipart: boolean): Pick<SavedRequest, 'body' | 'notes'> {
  if (!isMultipart || body.includes('\r\n')) return { body, notes: [] };
  return { body: latin1(body, withCrlf), notes: [CRLF_NOTE] };
}

/** The body as it was sent: Content-Length says which of the ways to read it is right. */
function restoreBody(body: Buffer, headers: SavedRequest['headers']): Pick<SavedRequest, 'body' | 'notes'> {
  const announced = headerOf(headers, 'content-length');
  const isMultipart = /^multipart\//i.test(headerOf(headers, 'content-type') ?? '');
  if (announced === undefined) return restoreParts(body, isMultipart);
  for (const [notes, repair] of REPAIRS) {
    const repaired = latin1(body, repair);
    if (repaired.length === Number(announced)) return { body: repaired, notes };
  }
  const note = `the body has ${body.length} bytes, but Content-Length was ${announced}: the file is not what was sent`;
  return { body, notes: [note] };
}

/**
 * Reads a raw HTTP request as it is copied from a proxy: with CRLF or LF, of any version, with a path or a URL.
 * @throws UserError in one sentence that names the file.
 */
export function readRawRequest(bytes: Buffer, file: string): SavedRequest {
  const { lines, body } = splitHead(bytes);
  const [first = '', ...others] = lines;
  const [, method, target] = REQUEST_LINE.exec(first.trim()) ?? [];
  if (method === undefined || target === undefined) {
    throw new UserError(
      `${file} is neither HAR nor an HTTP request: its first line is ${JSON.stringify(first.slice(0, 64))}, not like POST /path HTTP/1.1`,
    );
  }
  const headers = others.map((line) => readHeader(line, file));
  const isChunked = /\bchunked\b/i.test(headerOf(headers, 'transfer-encoding') ?? '');
  const joined = isChunked ? joinChunks(body) : undefined;
  const restored = joined ? { body: joined, notes: [] } : restoreBody(body, headers);
  return { method, target: originForm(target, file), headers: withoutConnection(headers), ...restored };
}
