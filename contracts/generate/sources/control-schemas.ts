import { fileURLToPath } from 'node:url';
import { compileValidators } from './compile-validators.js';
import { repository, type SchemaFile, schemasIn } from './partner-folders.js';
import { writeTypes } from './write-types.js';

const FOLDER = 'mock-server/control/schema/';

/** Schemas refer to each other by file: `{ "$ref": "rule.answer.json" }`. Elsewhere they have other addresses. */
function withReferences(schema: unknown, address: (file: string) => string): unknown {
  if (Array.isArray(schema)) return schema.map((item) => withReferences(item, address));
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => {
    const file = key === '$ref' && typeof value === 'string' ? /^(.+)\.json$/.exec(value)?.[1] : undefined;
    return [key, file === undefined ? withReferences(value, address) : address(file)];
  });
  return Object.fromEntries(entries);
}

/** The names of the fields of each request, for messages about other ones. */
function writeFieldNames(requests: readonly SchemaFile[]): string {
  const rows = requests.map(({ name, schema }) => {
    const { properties = {} } = schema as { properties?: object };
    return `  ${name}: [${Object.keys(properties)
      .map((field) => `'${field}'`)
      .join(', ')}],`;
  });
  return `export const fieldNames = {\n${rows.join('\n')}\n};\n`;
}

/** Every schema as a constant, for the OpenAPI description. */
function writeSchemas(schemas: readonly SchemaFile[]): string {
  const titleOf = (file: string) => String(schemas.find((schema) => schema.file === file)?.schema['title']);
  const rows = schemas.map(({ file, schema }) => {
    const { $schema: _dialect, ...rest } = schema;
    const referred = withReferences(rest, (other) => `#/components/schemas/${titleOf(other)}`);
    return `  '${file}': ${JSON.stringify(referred)},`;
  });
  return `\n/** The schemas of the control API, by file. */\nexport const schemas = {\n${rows.join('\n')}\n} as const;\n`;
}

/**
 * What is generated from the schemas of the control API: validators of requests and of answers in separate modules,
 * types, and the schemas as constants.
 */
export async function controlSources(banner: string): Promise<ReadonlyMap<string, string>> {
  const schemas = schemasIn(FOLDER);
  const isRequest = ({ file }: SchemaFile) => file.endsWith('.request');
  const nameOf = (file: string) => schemas.find((schema) => schema.file === file)?.name ?? file;
  const compiled = schemas.map((file) => ({
    ...file,
    schema: withReferences(file.schema, nameOf) as SchemaFile['schema'],
  }));
  const requests = compiled.filter(isRequest);
  const answers = compiled.filter((file) => !isRequest(file));
  const folder = 'mock-server/generated/control';
  return new Map([
    [
      `${folder}/requests.ts`,
      `${banner}${compileValidators(requests, '@sparring/contracts')}\n${writeFieldNames(requests)}`,
    ],
    [`${folder}/answers.ts`, banner + compileValidators(answers, '@sparring/contracts')],
    [`${folder}/types.ts`, `${banner}\n${await writeTypes(schemas, fileURLToPath(new URL(FOLDER, repository)))}`],
    [`${folder}/schemas.ts`, banner + writeSchemas(schemas)],
  ]);
}
