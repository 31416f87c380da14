import { everyCode } from '../../../catalogue.js';
import { checkWith } from '../../../check.js';
import { fileUploadAnswer, fileUploadRequest } from '../../../generated/prepaidify/validate.js';
import type { AnswerSchema, Operation } from '../../../operation.js';
import { catalogue, type PrepaidifyCode } from '../catalogue.js';

/** The schema of all answers of fileUpload. */
export const answer: AnswerSchema = { schema: 'file-upload.answer', check: checkWith(fileUploadAnswer) };

/** Uploads a photo or a report. */
export const fileUpload = {
  name: 'fileUpload',
  title: 'Upload a photo or a report',
  methods: ['POST', 'GET'],
  path: '/open/api/kyc/share/fileUpload',
  bodyKind: 'multipart',
  source: 'https://prepaidify.gitbook.io/docs/kyc-sharing-api/api/upload-photo',
  requestFields: ['file', 'requestNo', 'type'],
  businessId: 'requestNo',
  distinguishedBy: 'type',
  schema: { request: 'file-upload.request' },
  checkRequest: checkWith(fileUploadRequest),
  // HTTP 200 with the envelope: decision K2
  outcomes: everyCode<PrepaidifyCode>(catalogue, 200, answer),
  exampleData: {},
} as const satisfies Operation<PrepaidifyCode>;
