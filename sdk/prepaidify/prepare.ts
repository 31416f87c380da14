import { randomBytes } from 'node:crypto';
import { type FileKind, fileKind, MAGIC_BYTES } from '@sparring/contracts/file-kind';
import { frameMultipart, type MultipartFrame } from '@sparring/contracts/multipart';
import { type FileProblem, judgeFile, MAX_FILE_BYTES } from '@sparring/contracts/prepaidify/document-file.js';
import { fileUpload } from '@sparring/contracts/prepaidify/operations/file-upload.js';
import type { InvalidRequestCode } from '../core/error-codes.js';
import { InvalidRequestError } from '../core/errors.js';
import { checkFields } from '../engine/check-fields.js';
import type { OwnedStreams } from '../engine/owned-streams.js';
import type { Prepared } from '../engine/protocol.js';
import { isOneShot, openSource, sourceErrorOf, sourceName } from '../engine/source.js';
import type { Photo } from './photo.js';

interface Kind {
  readonly extension: string;
  readonly mediaType: string;
}

const KINDS: Readonly<Record<FileKind, Kind>> = {
  jpeg: { extension: 'jpg', mediaType: 'image/jpeg' },
  png: { extension: 'png', mediaType: 'image/png' },
  pdf: { extension: 'pdf', mediaType: 'application/pdf' },
};
const OTHER: Kind = { extension: 'bin', mediaType: 'application/octet-stream' };

const CODES: Readonly<Record<FileProblem['code'], InvalidRequestCode>> = {
  '4001': 'WRONG_FORMAT',
  '4002': 'TOO_LARGE',
  '4003': 'EMPTY',
  '4007': 'WRONG_FORMAT',
};

function checkFile(filename: string, sizeBytes: number, kind: FileKind | undefined, type: string): void {
  const problem = judgeFile({ filename, sizeBytes, kind }, type, true);
  if (!problem) return;
  const code = CODES[problem.code];
  const measured =
    code === 'WRONG_FORMAT'
      ? { limit: type.endsWith('Report') ? ['pdf'] : ['jpeg', 'png'], actual: kind ?? 'unknown' }
      : { limit: code === 'EMPTY' ? 1 : MAX_FILE_BYTES, actual: sizeBytes };
  const size = code === 'TOO_LARGE' ? ` (it has ${sizeBytes})` : '';
  throw new InvalidRequestError({ code, field: 'file', ...measured, message: `file: ${problem.reason}${size}` });
}

const TOO_LARGE = 'x.jpg';

/** Judges by size alone, before anything is read. */
function checkDeclared(lengthBytes: number | undefined, type: string): void {
  if (lengthBytes !== undefined && lengthBytes > MAX_FILE_BYTES) checkFile(TOO_LARGE, lengthBytes, undefined, type);
}

/** Writes the text parts in the documents' order, the file last, so that its bytes have one place. */
function frame({ requestNo, type, file, filename }: Photo, kind: FileKind | undefined, boundary: string) {
  const { extension, mediaType } = kind ? KINDS[kind] : OTHER;
  const name = filename ?? sourceName(file) ?? `${type}.${extension}`;
  const texts = Object.entries({ requestNo, type }).filter(([, text]) => text !== undefined);
  const parts = texts.map(([part, text]) => ({ name: part, content: String(text) }));
  return { name, ...frameMultipart(parts, { name: 'file', filename: name, contentType: mediaType }, boundary) };
}

const longest = (frames: readonly MultipartFrame[]) => Math.max(...frames.map(({ before }) => before.length));

/** Checks and reads a document, straight into its place in the multipart body. */
export async function prepare(photo: Photo, check: boolean, streams: OwnedStreams): Promise<Prepared> {
  const { requestNo, type, file } = photo;
  const fields = { requestNo, type };
  if (check) checkFields(fileUpload.checkRequest({ ...fields, file: { filename: '', sizeBytes: 1 } }), fields);
  const source = await openSource(file, streams, sourceErrorOf('file'));
  if (check) checkDeclared(source.lengthBytes, type);
  const boundary = `sparring-${randomBytes(16).toString('hex')}`;
  const frames = [undefined, 'jpeg', 'png', 'pdf'] as const;
  const possible = frames.map((kind) => ({ kind, ...frame(photo, kind, boundary) }));
  const room = { before: longest(possible), after: possible[0]?.after.length ?? 0 };
  const { buffer, lengthBytes } = await source.read(room, check ? MAX_FILE_BYTES : Number.POSITIVE_INFINITY);
  const end = room.before + lengthBytes;
  const kind = fileKind(buffer.subarray(room.before, Math.min(end, room.before + MAGIC_BYTES)));
  const { name, before, after } = frame(photo, kind, boundary);
  if (check) checkFile(name, lengthBytes, kind, type);
  const start = room.before - before.length;
  buffer.set(before, start);
  buffer.set(after, end);
  return {
    body: buffer.subarray(start, end + after.length),
    contentType: `multipart/form-data; boundary=${boundary}`,
    oneShot: isOneShot(file),
  };
}
