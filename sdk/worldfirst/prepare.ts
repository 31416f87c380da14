import { fileKind, MAGIC_BYTES } from '@sparring/contracts/file-kind';
import {
  isImage,
  MAX_CONTENT_BYTES,
  MAX_CONTENT_CHARACTERS,
} from '@sparring/contracts/worldfirst/attachment-content.js';
import { submitAttachment } from '@sparring/contracts/worldfirst/operations/submit-attachment.js';
import { checkFields } from '../engine/check-fields.js';
import type { OwnedSource } from '../engine/owned-source.js';
import type { Prepared } from '../engine/protocol.js';
import { isOneShot, openSource, sourceErrorOf } from '../engine/source.js';
import type { Attachment } from './attachment.js';

const contentError = sourceErrorOf('content');

function checkSize(lengthBytes: number): void {
  if (lengthBytes === 0) throw contentError('EMPTY', 'it is empty');
  if (lengthBytes <= MAX_CONTENT_BYTES) return;
  throw contentError(
    'TOO_LARGE',
    `it must have at most ${MAX_CONTENT_BYTES} bytes (${MAX_CONTENT_CHARACTERS} characters of Base64), not ${lengthBytes}`,
    { limit: MAX_CONTENT_BYTES, actual: lengthBytes },
  );
}

function checkFormat(content: Buffer): void {
  if (isImage(content)) return;
  // never the bytes themselves: the error may be logged
  const actual = fileKind(content.subarray(0, MAGIC_BYTES)) ?? 'unknown';
  const found = actual === 'unknown' ? 'its first bytes are neither' : `not a ${actual.toUpperCase()}`;
  throw contentError('WRONG_FORMAT', `it must be a JPEG or a PNG; ${found}`, { limit: ['jpeg', 'png'], actual });
}

/** Stands for the content while the small fields are checked: nothing is read for a request that is wrong anyway. */
const PLACEHOLDER = 'AAAA';

/** A multiple of three, so that the Base64 of the slices is that of the whole. */
const SLICE_BYTES = 48 * 1024;

/** Writes the JSON with the Base64 straight into its place: as strings it would be in memory twice more. */
function encode(fields: object, content: Buffer): Buffer<ArrayBuffer> {
  const around = JSON.stringify({ ...fields, attachmentContent: '' });
  const before = Buffer.from(around.slice(0, -2));
  const body = Buffer.allocUnsafeSlow(before.length + Math.ceil(content.length / 3) * 4 + 2);
  let end = before.copy(body);
  for (let at = 0; at < content.length; at += SLICE_BYTES) {
    end += body.write(content.toString('base64', at, at + SLICE_BYTES), end, 'latin1');
  }
  body.write('"}', end);
  return body;
}

/** Checks, reads and encodes an attachment. */
export async function prepare(
  { attachmentId, attachmentType, content }: Attachment,
  check: boolean,
  owned: OwnedSource,
): Promise<Prepared> {
  const fields = { attachmentId, attachmentType };
  if (check) checkFields(submitAttachment.checkRequest({ ...fields, attachmentContent: PLACEHOLDER }), fields);
  const source = await openSource(owned, contentError);
  if (check && source.lengthBytes !== undefined) checkSize(source.lengthBytes);
  const maxBytes = check ? MAX_CONTENT_BYTES : Number.POSITIVE_INFINITY;
  const { buffer, start, lengthBytes } = await source.read({ before: 0, after: 0 }, maxBytes);
  const bytes = buffer.subarray(start, start + lengthBytes);
  if (check) {
    checkSize(lengthBytes);
    checkFormat(bytes);
  }
  return {
    body: encode(fields, bytes),
    contentType: 'application/json; charset=UTF-8',
    oneShot: isOneShot(content),
  };
}
