import {
  isImage,
  MAX_CONTENT_BYTES,
  MAX_CONTENT_CHARACTERS,
} from '@sparring/contracts/worldfirst/attachment-content.js';
import { submitAttachment } from '@sparring/contracts/worldfirst/operations/submit-attachment.js';
import { checkFields } from '../engine/check-fields.js';
import type { OwnedStreams } from '../engine/owned-streams.js';
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
  const actual = content.subarray(0, 8).toString('hex');
  throw contentError('WRONG_FORMAT', `it must begin as a JPEG or a PNG does, not with the bytes ${actual}`, {
    limit: ['jpeg', 'png'],
    actual,
  });
}

/** Stands for the content while the small fields are checked: nothing is read for a request that is wrong anyway. */
const PLACEHOLDER = 'AAAA';

/** Checks, reads and encodes an attachment. */
export async function prepare(
  { attachmentId, attachmentType, content }: Attachment,
  check: boolean,
  streams: OwnedStreams,
): Promise<Prepared> {
  const fields = { attachmentId, attachmentType };
  if (check) checkFields(submitAttachment.checkRequest({ ...fields, attachmentContent: PLACEHOLDER }), fields);
  const source = await openSource(content, streams, contentError);
  if (check && source.lengthBytes !== undefined) checkSize(source.lengthBytes);
  const maxBytes = check ? MAX_CONTENT_BYTES : Number.POSITIVE_INFINITY;
  const { buffer, lengthBytes } = await source.read({ before: 0, after: 0 }, maxBytes);
  const bytes = buffer.subarray(0, lengthBytes);
  if (check) {
    checkSize(lengthBytes);
    checkFormat(bytes);
  }
  const json = JSON.stringify({ ...fields, attachmentContent: bytes.toString('base64') });
  return {
    body: Buffer.from(json),
    contentType: 'application/json; charset=UTF-8',
    oneShot: isOneShot(content),
  };
}
