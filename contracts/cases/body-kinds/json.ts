import type { BodyField } from '@sparring/contracts';
import { type BodyFormat, componentRef } from './body-format.js';

function jsonValue(field: BodyField): unknown {
  if ('json' in field) return field.json;
  if (field.filename !== undefined) throw new TypeError(`a JSON body cannot carry the file ${field.name}`);
  return field.content.toString();
}

/** A JSON object. */
export const json: BodyFormat = {
  contentType: 'application/json; charset=UTF-8',
  write: (fields) => ({
    bytes: Buffer.from(JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, jsonValue(field)])))),
    contentType: 'application/json; charset=UTF-8',
    textParts: {},
  }),
  read: async (bytes) => JSON.parse(bytes.toString()),
  describe: (schema) => ({ required: true, content: { 'application/json': { schema: componentRef(schema) } } }),
};
