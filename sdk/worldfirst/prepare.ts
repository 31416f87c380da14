import { fileKind } from '@sparring/contracts/file-kind';
import {
  isImage,
  MAX_CONTENT_BYTES,
  MAX_CONTENT_CHARACTERS,
} from '@sparring/contracts/worldfirst/attachment-content.js';
import { submitAttachment } from '@sparring/contracts/worldfirst/operations/submit-attachment.js';
import { checkFields } from '../engine/check-fields.js';
import type { OwnedSource } from '../engine/owned-source.js';
import { Pieces } from '../engine/pieces.js';
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

function checkFormat(head: Buffer): void {
  if (isImage(head)) return;
  // never the bytes themselves: the error may be logged
  const actual = fileKind(head) ?? 'unknown';
  const found = actual === 'unknown' ? 'its first bytes are neither' : `not a ${actual.toUpperCase()}`;
  throw contentError('WRONG_FORMAT', `it must be a JPEG or a PNG; ${found}`, { limit: ['jpeg', 'png'], actual });
}

/** Stands for the content while the small fields are checked: nothing is read for a request that is wrong anyway. */
const PLACEHOLDER = 'AAAA';

const toBase64 = (slice: Buffer) => Buffer.from(slice.toString('base64'));

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
  const base64 = new Pieces(toBase64);
  await source.read(base64, check ? MAX_CONTENT_BYTES : Number.POSITIVE_INFINITY);
  const encoded = base64.end();
  if (check) {
    checkSize(base64.lengthBytes);
    checkFormat(base64.head);
  }
  const around = JSON.stringify({ ...fields, attachmentContent: '' });
  return {
    body: [Buffer.from(around.slice(0, -2)), ...encoded, Buffer.from('"}')],
    contentType: 'application/json; charset=UTF-8',
    oneShot: isOneShot(content),
  };
}
