import { createHash, createPrivateKey } from 'node:crypto';
import { signatureHeader } from '@sparring/contracts/worldfirst';
import type { CurlRequest, SamplePick } from '../../core/partner.js';
import { UserError } from '../../user-error.js';

/** A body of more bytes than this goes into a file: command lines have a limit. */
const INLINE_BYTES = 2_000;

/** A 1 x 1 PNG. */
export const sampleFile = {
  filename: 'specimen.png',
  base64: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg==',
};

export function sampleFields(pick: SamplePick): Readonly<Record<string, string>> {
  return { attachmentId: pick.id(20), attachmentType: 'ID_CARD_FRONT_SIDE' };
}

/** Named by its content: a later command must not change the body that an earlier one signed. */
const bodyName = (body: Buffer) =>
  `submitAttachment-${createHash('sha256').update(body).digest('hex').slice(0, 12)}.json`;

/** The arguments of a signed curl command for submitAttachment. */
export async function writeCurl(request: CurlRequest): Promise<readonly string[]> {
  const { clientId = '', clientPrivateKey } = request.credentials;
  if (!clientPrivateKey) {
    throw new UserError(
      'curl needs the private key of the worldfirst client to sign; only its public key is known here',
    );
  }
  const body = Buffer.from(
    JSON.stringify({ attachmentContent: request.file.bytes.toString('base64'), ...request.fields }),
  );
  const head = { method: request.method, target: request.operation.path, clientId, time: String(request.at.getTime()) };
  const signature = signatureHeader(head, body, createPrivateKey(clientPrivateKey), 2);
  const data = body.length <= INLINE_BYTES ? body.toString() : `@${await request.keepBody(bodyName(body), body)}`;
  return [
    ...['-X', request.method, request.url + request.operation.path],
    ...['-H', 'Content-Type: application/json; charset=UTF-8'],
    ...['-H', `Client-Id: ${clientId}`],
    ...['-H', `Request-Time: ${head.time}`],
    ...['-H', `Signature: ${signature}`],
    ...['--data-binary', data],
  ];
}
