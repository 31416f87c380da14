import type { CatalogueEntry, Operation, PartnerContract, Stamp } from '@sparring/contracts';
import { type SchemaFile, schemasOf } from './partner-sources.js';

type Tree = Readonly<Record<string, unknown>>;

/** Examples are made at a fixed instant and without chance, so the file does not change from run to run. */
const STAMP: Stamp = {
  at: new Date('2026-01-01T00:00:00Z'),
  hex: (digits) => '0123456789abcdef'.repeat(4).slice(0, digits),
};

function exampleAnswer(partner: PartnerContract, entry: CatalogueEntry): object {
  const settings = Object.fromEntries(
    Object.entries(partner.settings).map(([name, { default: value }]) => [name, value]),
  );
  const outcome =
    entry.class === 'success'
      ? ({ kind: 'accepted', code: entry.code, data: partner.exampleData } as const)
      : ({ kind: 'refused', code: entry.code, rule: '', reason: '', subject: entry.moveSubject ?? '' } as const);
  return partner.seal(outcome, STAMP, settings);
}

function examples(partner: PartnerContract): Tree {
  return Object.fromEntries(
    partner.catalogue.map((entry) => [
      entry.code,
      { summary: `${entry.class}: ${entry.text}`, description: entry.duty, value: exampleAnswer(partner, entry) },
    ]),
  );
}

const parameter = ([name, description]: readonly [string, string]) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
});

const header = ([name, description]: readonly [string, string]) => [name, { description, schema: { type: 'string' } }];

function requestBody(operation: Operation, schema: SchemaFile): Tree {
  if (operation.codec === 'json') {
    return {
      required: true,
      content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema.schema['title']}` } } },
    };
  }
  // On the wire the file is a binary part; the schema of the read body describes it by name and size.
  const { properties, ...rest } = schema.schema as { properties: Readonly<Record<string, Tree>> };
  const parts = Object.entries(properties).map(([name, part]) => [
    name,
    part['type'] === 'object'
      ? { description: part['description'], type: 'string', contentMediaType: 'application/octet-stream' }
      : part,
  ]);
  const { $schema, ...wire } = { ...rest, properties: Object.fromEntries(parts) } as Tree;
  void $schema;
  return { required: true, content: { 'multipart/form-data': { schema: wire } } };
}

function describe(
  partner: PartnerContract,
  operation: Operation,
  schemas: readonly SchemaFile[],
  method: string,
): Tree {
  const find = (file: string) => {
    const found = schemas.find((schema) => schema.file === file);
    if (!found) throw new Error(`${partner.name} has no schema ${file}.json`);
    return found;
  };
  const answer = find(operation.schema.answer);
  return {
    operationId: operation.methods[0] === method ? operation.name : `${operation.name}By${method}`,
    summary: operation.title,
    externalDocs: { url: operation.source },
    parameters: Object.entries(partner.requestHeaders).map(parameter),
    requestBody: requestBody(operation, find(operation.schema.request)),
    responses: {
      200: {
        description: 'Every outcome; the code in the body tells which.',
        headers: Object.fromEntries(Object.entries(partner.answerHeaders).map(header)),
        content: {
          'application/json': {
            schema: { $ref: `#/components/schemas/${answer.schema['title']}` },
            examples: examples(partner),
          },
        },
      },
    },
  };
}

function component({ schema }: SchemaFile): readonly [string, Tree] {
  const { $schema, title, ...rest } = schema;
  void $schema;
  return [String(title), rest];
}

/** The OpenAPI 3.1 description of a partner, with an example for every code. */
export function writeOpenApi(partner: PartnerContract): string {
  const schemas = schemasOf(partner);
  const paths = partner.operations.map((operation) => [
    operation.path,
    Object.fromEntries(
      operation.methods.map((method) => [method.toLowerCase(), describe(partner, operation, schemas, method)]),
    ),
  ]);
  const document = {
    openapi: '3.1.0',
    info: {
      title: partner.title,
      version: '0.1.0',
      description: "As simulated by Sparring, from the partner's published pages; not an official description.",
    },
    servers: [{ url: 'http://127.0.0.1:4010' }],
    paths: Object.fromEntries(paths),
    components: { schemas: Object.fromEntries(schemas.map(component)) },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
