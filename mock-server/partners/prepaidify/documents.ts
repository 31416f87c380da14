import { fileKind } from '@sparring/contracts';
import { judgeFile, MAX_FILE_BYTES } from '@sparring/contracts/prepaidify';
import type { DocumentRules } from '../../files/document-rules.js';

/** The documents that prepaidify takes, by operation: decisions K9 and K10. */
export const documents: Readonly<Record<string, DocumentRules>> = {
  fileUpload: {
    formats: [
      { kind: 'jpeg', extension: 'jpg', fields: { type: 'idFront' } },
      { kind: 'png', extension: 'png', fields: { type: 'idFront' } },
      { kind: 'pdf', extension: 'pdf', fields: { type: 'amlReport' } },
    ],
    maxBytes: MAX_FILE_BYTES,
    judge: ({ filename, bytes }, { type = '' }) =>
      judgeFile({ filename, sizeBytes: bytes.length, kind: fileKind(bytes) }, type, true) ?? { code: '0' },
  },
};
