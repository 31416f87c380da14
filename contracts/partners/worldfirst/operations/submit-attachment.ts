import { everyCode } from '../../../catalogue.js';
import { checkWith } from '../../../check.js';
import { submitAttachmentAnswer, submitAttachmentRequest } from '../../../generated/worldfirst/validate.js';
import type { AnswerSchema, Operation } from '../../../operation.js';
import { catalogue, type WorldFirstCode } from '../catalogue.js';

const PAGE = 'https://developers.worldfirst.com.cn/docs/alipay-worldfirst/bpay_mass_payout/submit_attachment';

/** The schema of all answers of submitAttachment. */
export const answer: AnswerSchema = {
  schema: 'submit-attachment.answer',
  check: checkWith(submitAttachmentAnswer),
};

/** Uploads a photocopy of a certificate. */
export const submitAttachment = {
  name: 'submitAttachment',
  title: 'Upload a photocopy of a certificate',
  methods: ['POST'],
  path: '/aps/api/business/onboard/submitAttachment',
  bodyKind: 'json',
  source: PAGE,
  requestFields: ['attachmentId', 'attachmentType', 'attachmentContent'],
  businessId: 'attachmentId',
  schema: { request: 'submit-attachment.request' },
  checkRequest: checkWith(submitAttachmentRequest),
  // every JSON answer is HTTP 200: decision W1
  outcomes: everyCode<WorldFirstCode>(catalogue, 200, answer),
  exampleData: { attachmentUrl: '20260101_0123456789abcdef' },
} as const satisfies Operation<WorldFirstCode>;
