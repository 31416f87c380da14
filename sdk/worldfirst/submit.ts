import { submitAttachment } from '@sparring/contracts/worldfirst/operations/submit-attachment.js';
import { writeTime } from '@sparring/contracts/worldfirst/request-time.js';
import { signatureHeader, signaturePrefix } from '@sparring/contracts/worldfirst/signature.js';
import { call } from '../engine/call.js';
import type { OwnedSource } from '../engine/owned-source.js';
import { type Protocol, sizeOf } from '../engine/protocol.js';
import type { CallSettings } from '../engine/settings.js';
import type { Attachment, AttachmentAccepted, AttachmentData } from './attachment.js';
import { WorldFirstRefusedError, WorldFirstUnknownOutcomeError } from './errors.js';
import type { Identity } from './identity.js';
import { judge } from './judge.js';
import { prepare } from './prepare.js';

const { name: operation, path: target } = submitAttachment;

function protocolOf({ clientId, privateKey, partnerPublicKey, keyVersion }: Identity): Protocol<AttachmentData> {
  return {
    partner: 'worldfirst',
    operation,
    method: 'POST',
    target,
    contentField: 'content',
    errors: { Refused: WorldFirstRefusedError, Unknown: WorldFirstUnknownOutcomeError },
    visibleHeaders: ['client-id', 'request-time'],
    sign: (body, at) => {
      const head = { method: 'POST', target, clientId, time: writeTime(at) };
      const signature = signatureHeader(head, body, privateKey, keyVersion);
      return {
        headers: { 'client-id': clientId, 'request-time': head.time, signature },
        stringToSign: `${signaturePrefix(head)}<the ${sizeOf(body)} bytes of the body>`,
      };
    },
    judge: (answer) => judge(answer, { clientId, partnerPublicKey }),
  };
}

/** Submits one attachment. */
export function submit(
  identity: Identity,
  attachment: Attachment,
  owned: OwnedSource,
  settings: CallSettings,
): Promise<AttachmentAccepted> {
  return call(protocolOf(identity), () => prepare(attachment, settings.checkRequest, owned), settings);
}
