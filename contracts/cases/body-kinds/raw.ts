import { fileKind, MAGIC_BYTES } from '@sparring/contracts';
import type { BodyFormat } from './body-format.js';

const OCTETS = 'application/octet-stream';

type Tree = Readonly<Record<string, { readonly enum?: readonly string[] } | undefined>>;

/** The media types that a request schema allows for `contentType`. */
function mediaTypes(properties: unknown): readonly string[] {
  return (properties as Tree | undefined)?.['contentType']?.enum ?? [OCTETS];
}

/** The whole body is one document. Its schema describes `contentType`, `sizeBytes` and `kind`. */
export const raw: BodyFormat = {
  contentType: OCTETS,
  write: ([document, ...others]) => {
    if (!document || 'json' in document || others.length > 0)
      throw new TypeError('a raw body consists of exactly one document');
    const { content, contentType = OCTETS } = document;
    return { bytes: Buffer.from(content as string), contentType, textParts: {} };
  },
  read: async (bytes, contentType) => {
    const kind = fileKind(bytes.subarray(0, MAGIC_BYTES));
    return { contentType: contentType.split(';', 1)[0], sizeBytes: bytes.length, ...(kind ? { kind } : {}) };
  },
  describe: ({ properties }) => ({
    required: true,
    content: Object.fromEntries(mediaTypes(properties).map((type) => [type, {}])),
  }),
};
