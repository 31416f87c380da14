import { checkWith } from '../../check.js';
import { fileUploadAnswer, fileUploadRequest } from '../../generated/prepaidify/validate.js';
import type { Operation } from '../../partner.js';

export const fileUpload = {
  name: 'fileUpload',
  title: 'Upload a photo or a report',
  methods: ['POST', 'GET'],
  path: '/open/api/kyc/share/fileUpload',
  codec: 'multipart',
  source: 'https://prepaidify.gitbook.io/docs/kyc-sharing-api/api/upload-photo',
  requestFields: ['file', 'requestNo', 'type'],
  checkRequest: checkWith(fileUploadRequest),
  checkAnswer: checkWith(fileUploadAnswer),
  schema: { request: 'file-upload.request', answer: 'file-upload.answer' },
} as const satisfies Operation;

/** Everything prepaidify offers here. */
export const operations: readonly Operation[] = [fileUpload];
