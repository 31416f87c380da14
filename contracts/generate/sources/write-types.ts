import { compile } from 'json-schema-to-typescript';
import type { SchemaFile } from './partner-folders.js';

/** Keywords that relate fields to each other: they would only make a type unreadable. */
const CONDITIONS = ['if', 'then', 'else', 'oneOf'];

function withoutConditions(schema: SchemaFile['schema']): SchemaFile['schema'] {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !CONDITIONS.includes(keyword)));
}

/**
 * Writes TypeScript types for schemas, one interface per schema.
 * @param folder of schemas that refer to each other by file
 */
export async function writeTypes(schemas: readonly SchemaFile[], folder?: string): Promise<string> {
  const blocks = await Promise.all(
    schemas.map(({ schema, name }) =>
      compile(withoutConditions(schema), name, {
        bannerComment: '',
        additionalProperties: false,
        ignoreMinAndMaxItems: true,
        ...(folder === undefined ? {} : { cwd: folder, declareExternallyReferenced: false }),
        style: { singleQuote: true },
      }),
    ),
  );
  return blocks.join('\n');
}
