import { type BodyField, type Part, writeMultipart } from '@sparring/contracts';
import type { BodyFormat } from './body-format.js';

/** The boundary of composed bodies. It is fixed so that composed messages are reproducible. */
export const BOUNDARY = 'sparring-boundary';

const CONTENT_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

function partOf(field: BodyField): Part {
  if ('json' in field) throw new TypeError(`a multipart body cannot carry the JSON value ${field.name}`);
  return field;
}

type Tree = Readonly<Record<string, unknown>>;

/** A file part is binary on the wire, whereas the schema describes its name and size after decoding. */
function wirePart(part: Tree): Tree {
  if (part['type'] !== 'object') return part;
  return { description: part['description'], type: 'string', contentMediaType: 'application/octet-stream' };
}

/** A form with text and file parts (multipart/form-data, RFC 7578). */
export const multipart: BodyFormat = {
  contentType: CONTENT_TYPE,
  write: (fields) => {
    const parts = fields.map(partOf);
    const texts = parts.filter(({ filename }) => filename === undefined);
    return {
      bytes: writeMultipart(parts, BOUNDARY),
      contentType: CONTENT_TYPE,
      textParts: Object.fromEntries(texts.map(({ name, content }) => [name, content.toString()])),
    };
  },
  read: async (bytes, contentType) => {
    const body = new Uint8Array(bytes);
    const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
    const read = [...form].map(([name, value]) => [
      name,
      typeof value === 'string' ? value : { filename: value.name, sizeBytes: value.size },
    ]);
    return Object.fromEntries(read);
  },
  describe: ({ $schema: _dialect, properties, ...rest }) => {
    const parts = Object.entries(properties as Readonly<Record<string, Tree>>).map(([name, part]) => [
      name,
      wirePart(part),
    ]);
    const schema = { ...rest, properties: Object.fromEntries(parts) };
    return { required: true, content: { 'multipart/form-data': { schema } } };
  },
};
