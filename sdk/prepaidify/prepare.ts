import { randomBytes } from 'node:crypto';
import { type FileKind, fileKind } from '@sparring/contracts/file-kind';
import { frameMultipart } from '@sparring/contracts/multipart';
import { judgeFile, MAX_FILE_BYTES } from '@sparring/contracts/prepaidify/document-file.js';
import { fileUpload } from '@sparring/contracts/prepaidify/operations/file-upload.js';
import { InvalidRequestError } from '../core/errors.js';
import { checkFields } from '../engine/check-fields.js';
import type { OwnedSource } from '../engine/owned-source.js';
import { Pieces } from '../engine/pieces.js';
import type { Prepared } from '../engine/protocol.js';
import { isOneShot, openSource, sourceErrorOf, sourceName } from '../engine/source.js';
import type { Photo } from './photo.js';

interface Format {
  /** The first one names a file that has no name. */
  readonly extensions: readonly [string, ...string[]];
  readonly mediaType: string;
}

const FORMATS: Readonly<Record<FileKind, Format>> = {
  jpeg: { extensions: ['.jpg', '.jpeg'], mediaType: 'image/jpeg' },
  png: { extensions: ['.png'], mediaType: 'image/png' },
  pdf: { extensions: ['.pdf'], mediaType: 'application/pdf' },
};
const OTHER: Format = { extensions: ['.bin'], mediaType: 'application/octet-stream' };
const KNOWN_EXTENSIONS: readonly string[] = Object.values(FORMATS).flatMap(({ extensions }) => extensions);

const fileError = sourceErrorOf('file');

function checkSize(lengthBytes: number): void {
  if (lengthBytes === 0) throw fileError('EMPTY', 'it is empty', { limit: 1, actual: 0 });
  if (lengthBytes <= MAX_FILE_BYTES) return;
  const message = `it must have at most ${MAX_FILE_BYTES} bytes, not ${lengthBytes}`;
  throw fileError('TOO_LARGE', message, { limit: MAX_FILE_BYTES, actual: lengthBytes });
}

/** Which formats a type accepts is the contract's to say (decision K10). */
function checkFormat(kind: FileKind | undefined, type: string): void {
  const accepts = (each: FileKind) =>
    judgeFile({ filename: `x${FORMATS[each].extensions[0]}`, sizeBytes: 1, kind: each }, type, true) === undefined;
  if (kind && accepts(kind)) return;
  const limit = (['jpeg', 'png', 'pdf'] as const).filter(accepts);
  const allowed = limit.map((each) => `a ${each.toUpperCase()}`).join(' or ');
  const found = kind ? `not a ${kind.toUpperCase()}` : 'but its bytes are neither a JPEG, a PNG nor a PDF';
  throw fileError('WRONG_FORMAT', `${type} must be ${allowed}, ${found}`, { limit, actual: kind ?? 'unknown' });
}

const extensionOf = (name: string) => /\.\w{1,8}$/.exec(name)?.[0].toLowerCase() ?? '';

function checkName(name: string, kind: FileKind): void {
  const { extensions: limit } = FORMATS[kind];
  const actual = extensionOf(name);
  if (limit.includes(actual)) return;
  const named = actual === '' ? 'named without an extension' : `named ${actual}`;
  const message = `filename: the file is ${named}, but its bytes are a ${kind.toUpperCase()}`;
  throw new InvalidRequestError({ code: 'WRONG_FORMAT', field: 'filename', limit, actual, message });
}

/** The partner goes by the extension: one that is missing or unknown is added, unless the caller chose the name. */
function nameOf({ type, file, filename }: Photo, { extensions: [extension] }: Format): string {
  const name = filename ?? sourceName(file);
  if (!name) return `${type}${extension}`;
  return filename !== undefined || KNOWN_EXTENSIONS.includes(extensionOf(name)) ? name : `${name}${extension}`;
}

/** Writes the text parts in the documents' order, the file last, so that its bytes have one place. */
function frame(photo: Photo, kind: FileKind | undefined, boundary: string) {
  const { requestNo, type } = photo;
  const format = kind ? FORMATS[kind] : OTHER;
  const name = nameOf(photo, format);
  const texts = Object.entries({ requestNo, type }).filter(([, text]) => text !== undefined);
  const parts = texts.map(([part, text]) => ({ name: part, content: String(text) }));
  return { name, ...frameMultipart(parts, { name: 'file', filename: name, contentType: format.mediaType }, boundary) };
}

/** Checks and reads a document. */
export async function prepare(photo: Photo, check: boolean, owned: OwnedSource): Promise<Prepared> {
  const { requestNo, type, file } = photo;
  const fields = { requestNo, type };
  if (check) checkFields(fileUpload.checkRequest({ ...fields, file: { filename: '', sizeBytes: 1 } }), fields);
  const source = await openSource(owned, fileError);
  // by the size alone, before anything is read
  if (check && source.lengthBytes !== undefined) checkSize(source.lengthBytes);
  const pieces = new Pieces();
  await source.read(pieces, check ? MAX_FILE_BYTES : Number.POSITIVE_INFINITY);
  const document = pieces.end();
  const kind = fileKind(pieces.head);
  const boundary = `sparring-${randomBytes(16).toString('hex')}`;
  const { name, before, after } = frame(photo, kind, boundary);
  if (check) {
    checkSize(pieces.lengthBytes);
    checkFormat(kind, type);
    if (kind) checkName(name, kind);
  }
  return {
    body: [before, ...document, after],
    contentType: `multipart/form-data; boundary=${boundary}`,
    oneShot: isOneShot(file),
  };
}
