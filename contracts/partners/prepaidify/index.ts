import { outcomesOf } from '../../operation.js';
import type { PartnerContract } from '../../partner.js';
import { catalogue } from './catalogue.js';
import { decisions } from './decisions.js';
import { decode, encode } from './envelope.js';
import { answer, fileUpload } from './operations/file-upload.js';
import { settings } from './settings.js';

export { canonicalJson, type Json } from './canonical.js';
export { catalogue, type PrepaidifyCode } from './catalogue.js';
export * from './document-file.js';
export { fileUpload } from './operations/file-upload.js';
export { type PrepaidifySettings, settings } from './settings.js';
export * from './signature.js';

/** The contract of Prepaidify's KYC Sharing API. */
export const prepaidify: PartnerContract = {
  name: 'prepaidify',
  title: 'Prepaidify KYC Sharing API',
  pathPrefix: '/open/',
  documents: [
    'https://prepaidify.gitbook.io/docs/kyc-sharing-api/api/upload-photo',
    'https://prepaidify.gitbook.io/docs/kyc-sharing-api/signature-description',
  ],
  operations: [fileUpload],
  // decisions K1, K2
  unroutedOutcomes: outcomesOf({ '1': 404 }, answer),
  catalogue,
  decisions,
  settings,
  requestHeaders: {
    'ach-access-key': 'The access key that the partner assigned.',
    'ach-access-timestamp': 'Unix time in milliseconds, 13 digits, at most 5 minutes off.',
    'ach-access-sign': 'HMAC-SHA256 of timestamp + METHOD + path with the secret key, in Base64.',
  },
  answerHeaders: {},
  answerIds: ['traceId'],
  partDecisions: { httpStatus: 'K2', text: 'K7', 'body.model': 'K7', 'body.traceId': 'K8' },
  encode,
  decode,
};
