import { outcomesOf } from '../../operation.js';
import type { PartnerContract } from '../../partner.js';
import { catalogue } from './catalogue.js';
import { decisions } from './decisions.js';
import { decode, encode } from './envelope.js';
import { answer, submitAttachment } from './operations/submit-attachment.js';
import { settings } from './settings.js';

export * from './attachment-content.js';
export { catalogue, type WorldFirstCode } from './catalogue.js';
export { submitAttachment } from './operations/submit-attachment.js';
export * from './request-time.js';
export { settings, type WorldFirstSettings } from './settings.js';
export * from './signature.js';

/** The contract of WorldFirst's (Alipay's) API. */
export const worldfirst: PartnerContract = {
  name: 'worldfirst',
  title: 'WorldFirst (Alipay)',
  pathPrefix: '/aps/',
  documents: ['https://developers.worldfirst.com.cn/docs/alipay-worldfirst/bpay_mass_payout/submit_attachment'],
  operations: [submitAttachment],
  // decisions W1, W2
  unroutedOutcomes: outcomesOf({ METHOD_NOT_SUPPORTED: 200, INVALID_API: 200, UNKNOWN_EXCEPTION: 200 }, answer),
  catalogue,
  decisions,
  settings,
  requestHeaders: {
    'Client-Id': 'The client id that the partner assigned.',
    'Request-Time': 'Unix time in milliseconds (13 digits), or ISO 8601 with a time zone.',
    Signature: 'algorithm=RSA256,keyVersion=<n>,signature=<percent-encoded Base64>',
  },
  answerHeaders: {
    'client-id': 'The client id of the request. Absent from refusals up to the signature check.',
    'response-time': 'ISO 8601, whole seconds, with an offset. Absent from refusals up to the signature check.',
    signature:
      'algorithm=RSA256,keyVersion=<n>,signature=<percent-encoded Base64>. Absent from refusals up to the signature check.',
  },
  datesAnswers: true,
  answerIds: ['attachmentUrl'],
  partDecisions: {
    httpStatus: 'W1',
    text: 'W4',
    'header content-type': 'W10',
    'header client-id': 'W9',
    'header response-time': 'W9',
    'header signature': 'W9',
    'body.attachmentUrl': 'W15',
  },
  encode,
  decode,
};
