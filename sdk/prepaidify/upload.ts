import { fileUpload } from '@sparring/contracts/prepaidify/operations/file-upload.js';
import { sign, stringToSign } from '@sparring/contracts/prepaidify/signature.js';
import { call } from '../engine/call.js';
import type { OwnedSource } from '../engine/owned-source.js';
import type { Protocol } from '../engine/protocol.js';
import type { CallSettings } from '../engine/settings.js';
import { PrepaidifyRefusedError, PrepaidifyUnknownOutcomeError } from './errors.js';
import type { Identity } from './identity.js';
import { judge } from './judge.js';
import type { Photo, PhotoAccepted, PhotoData } from './photo.js';
import { prepare } from './prepare.js';

const { name: operation, path: target } = fileUpload;

function protocolOf({ accessKey, secretKey, method }: Identity): Protocol<PhotoData> {
  return {
    partner: 'prepaidify',
    operation,
    method,
    target,
    contentField: 'file',
    errors: { Refused: PrepaidifyRefusedError, Unknown: PrepaidifyUnknownOutcomeError },
    visibleHeaders: ['ach-access-key', 'ach-access-timestamp'],
    sign: (_body, at) => {
      const parts = { timestamp: String(at.getTime()), method, target };
      return {
        headers: {
          'ach-access-key': accessKey,
          'ach-access-timestamp': parts.timestamp,
          'ach-access-sign': sign(parts, secretKey),
        },
        stringToSign: stringToSign(parts),
      };
    },
    judge,
  };
}

/** Uploads one document. */
export function upload(
  identity: Identity,
  photo: Photo,
  owned: OwnedSource,
  settings: CallSettings,
): Promise<PhotoAccepted> {
  return call(protocolOf(identity), () => prepare(photo, settings.checkRequest, owned), settings);
}
