import type { OperationSample } from '../../core/partner-module.js';

/** A 1 x 1 PNG. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg==';

export const samples: Readonly<Record<string, OperationSample>> = {
  submitAttachment: {
    document: { filename: 'specimen.png', base64: PNG, formats: 'jpg or png' },
    expires: false, // Request-Time has no time window by default: decision W8
    values: (pick) => ({ attachmentId: pick.id(20), attachmentType: 'ID_CARD_FRONT_SIDE' }),
    body: (values, document) => {
      const fields = { attachmentContent: document?.bytes.toString('base64') ?? '', ...values };
      return Object.entries(fields).map(([name, content]) => ({ name, content }));
    },
  },
};
