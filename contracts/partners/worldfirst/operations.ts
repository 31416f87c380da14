import { checkWith } from '../../check.js';
import { submitAttachmentAnswer, submitAttachmentRequest } from '../../generated/worldfirst/validate.js';
import type { Operation } from '../../partner.js';

export const submitAttachment = {
  name: 'submitAttachment',
  title: 'Upload a photocopy of a certificate',
  methods: ['POST'],
  path: '/aps/api/business/onboard/submitAttachment',
  codec: 'json',
  source: 'https://developers.worldfirst.com.cn/docs/alipay-worldfirst/bpay_mass_payout/submit_attachment',
  requestFields: ['attachmentId', 'attachmentType', 'attachmentContent'],
  checkRequest: checkWith(submitAttachmentRequest),
  checkAnswer: checkWith(submitAttachmentAnswer),
  schema: { request: 'submit-attachment.request', answer: 'submit-attachment.answer' },
} as const satisfies Operation;

/** Everything worldfirst offers here. */
export const operations: readonly Operation[] = [submitAttachment];
