import { compile } from 'json-schema-to-typescript';
import type { SchemaFile } from './partner-folders.js';

/** Keywords that say how fields hang together: a type would only get unreadable by them. */
const CONDITIONS = ['if', 'then', 'else', 'oneOf'];

function withoutConditions(schema: SchemaFile['schema']): SchemaFile['schema'] {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !CONDITIONS.includes(keyword)));
}

/** TypeScript types of schemas, one interface each. */
export async function writeTypes(schemas: readonly SchemaFile[]): Promise<string> {
  const blocks = await Promise.all(
    schemas.map(({ schema, name }) =>
      compile(withoutConditions(schema), name, {
        bannerComment: '',
        additionalProperties: false,
        ignoreMinAndMaxItems: true,
        style: { singleQuote: true },
      }),
    ),
  );
  return blocks.join('\n');
}
