import type { BodyFormat } from './body-format.js';

/** No body: everything is in the path, the query and the headers. */
export const none: BodyFormat = {
  contentType: undefined,
  write: (fields) => {
    if (fields.length > 0) throw new TypeError('the operation takes no body');
    return { bytes: Buffer.alloc(0), textParts: {} };
  },
  read: async () => undefined,
  describe: () => undefined,
};
