import { decodeAttachment, isImage, MAX_CONTENT_BYTES } from '@sparring/contracts/worldfirst';
import type { DocumentRules } from '../../files/document-rules.js';

const fields = { attachmentType: 'ID_CARD_FRONT_SIDE' };

/** The documents that worldfirst takes, by operation: decision W12. */
export const documents: Readonly<Record<string, DocumentRules>> = {
  submitAttachment: {
    formats: [
      { kind: 'jpeg', extension: 'jpg', fields },
      { kind: 'png', extension: 'png', fields },
    ],
    maxBytes: MAX_CONTENT_BYTES,
    judge: ({ bytes }) => {
      const refused = (reason: string) => ({ code: 'PARAM_ILLEGAL', reason });
      if (bytes.length === 0) return refused('attachmentContent is empty');
      if (bytes.length > MAX_CONTENT_BYTES) return refused('attachmentContent has more than 1048576 characters');
      const decoded = decodeAttachment(bytes.toString('base64'));
      if (decoded.kind === 'unusable') return refused(decoded.reason);
      return isImage(decoded.bytes)
        ? { code: 'SUCCESS' }
        : refused('attachmentContent does not begin like a JPEG or a PNG');
    },
  },
};
