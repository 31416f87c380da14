import { bodyFormats } from '@sparring/cases';
import {
  entryOf,
  type Operation,
  type OperationOutcome,
  type PartnerContract,
  parameterNames,
} from '@sparring/contracts';
import type { SchemaFile } from '../sources/partner-folders.js';
import { exampleAnswer } from './example-answer.js';

type Tree = Readonly<Record<string, unknown>>;

const componentRef = ({ schema }: SchemaFile) => ({ $ref: `#/components/schemas/${String(schema['title'])}` });

function examples(partner: PartnerContract, operation: Operation, outcomes: readonly OperationOutcome[]): Tree {
  return Object.fromEntries(
    outcomes.map((outcome) => {
      const entry = entryOf(partner.catalogue, outcome.code);
      const value = exampleAnswer(partner, operation, outcome, entry);
      return [entry.code, { summary: `${entry.class}: ${entry.text}`, description: entry.clientAction, value }];
    }),
  );
}

const headerParameter = ([name, description]: readonly [string, string]) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
});

/** OpenAPI ignores a header parameter of this name: it is described by a security scheme. */
const isAuthorization = (name: string) => name.toLowerCase() === 'authorization';

/** `components.securitySchemes` and `security`, for a partner that signs in the Authorization header. */
function securityOf({ requestHeaders }: PartnerContract): { schemes: Tree; security: Tree } {
  const [found] = Object.entries(requestHeaders).filter(([name]) => isAuthorization(name));
  if (!found) return { schemes: {}, security: {} };
  const [name, description] = found;
  const scheme = { type: 'apiKey', in: 'header', name, description };
  return { schemes: { securitySchemes: { signature: scheme } }, security: { security: [{ signature: [] }] } };
}

/** Path and query parameters; those that are not in the path template are in the query. */
function parametersOf(operation: Operation, schema: SchemaFile | undefined): readonly Tree[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schema.schema as {
    properties?: Readonly<Record<string, Tree>>;
    required?: readonly string[];
  };
  const inPath = parameterNames(operation.path);
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: inPath.includes(name) ? 'path' : 'query',
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
}

const header = ([name, description]: readonly [string, string]) => [name, { description, schema: { type: 'string' } }];

/** Finds a schema by its file name. */
type Find = (file: string) => SchemaFile;

/** The content of a response; none when no outcome with its status has a body. */
function contentOf(
  partner: PartnerContract,
  operation: Operation,
  outcomes: readonly OperationOutcome[],
  find: Find,
): Tree {
  const withBody = outcomes.filter(({ schema }) => schema !== undefined);
  if (withBody.length === 0) return {};
  const files = new Set(withBody.map(({ schema = '' }) => schema));
  const refs = [...files].map((file) => componentRef(find(file)));
  const schema = refs.length === 1 ? refs[0] : { anyOf: refs };
  return { content: { 'application/json': { schema, examples: examples(partner, operation, withBody) } } };
}

/** One response per HTTP status. */
function responses(partner: PartnerContract, operation: Operation, find: Find): Tree {
  const statuses = [...new Set(operation.outcomes.map(({ httpStatus }) => httpStatus))];
  const description =
    statuses.length === 1
      ? 'All outcomes; the code in the body says which one it is.'
      : 'The outcomes with this status.';
  const entries = statuses.map((status) => {
    const outcomes = operation.outcomes.filter(({ httpStatus }) => httpStatus === status);
    const without = outcomes.filter(({ schema }) => schema === undefined).map(({ code }) => code);
    const headers = Object.fromEntries(Object.entries(partner.answerHeaders).map(header));
    const response = {
      description: without.length === 0 ? description : `${description} Without a body: ${without.join(', ')}.`,
      headers,
      ...contentOf(partner, operation, outcomes, find),
    };
    return [status, response];
  });
  return Object.fromEntries(entries);
}

function describe(partner: PartnerContract, operation: Operation, find: Find, method: string): Tree {
  const { parameters, request } = operation.schema;
  const body = bodyFormats[operation.bodyKind].describe(request === undefined ? {} : find(request).schema);
  return {
    operationId: operation.methods[0] === method ? operation.name : `${operation.name}By${method}`,
    summary: operation.title,
    externalDocs: { url: operation.source },
    parameters: [
      ...parametersOf(operation, parameters === undefined ? undefined : find(parameters)),
      ...Object.entries(partner.requestHeaders)
        .filter(([name]) => !isAuthorization(name))
        .map(headerParameter),
    ],
    ...(body ? { requestBody: body } : {}),
    responses: responses(partner, operation, find),
  };
}

function component({ schema }: SchemaFile): readonly [string, Tree] {
  const { $schema: _dialect, title, ...rest } = schema;
  return [String(title), rest];
}

/** Several operations can share a path. */
function pathsOf(partner: PartnerContract, find: Find): Tree {
  const paths: Record<string, Record<string, Tree>> = {};
  for (const operation of partner.operations) {
    const item = paths[operation.path] ?? {};
    for (const method of operation.methods) item[method.toLowerCase()] = describe(partner, operation, find, method);
    paths[operation.path] = item;
  }
  return paths;
}

/**
 * The OpenAPI 3.1 description of a partner, with an example for every code.
 * @throws Error when the file of a schema is missing.
 */
export function writeOpenApi(partner: PartnerContract, schemas: readonly SchemaFile[]): string {
  const find = (file: string) => {
    const found = schemas.find((schema) => schema.file === file);
    if (!found) throw new Error(`${partner.name} has no schema ${file}.json`);
    return found;
  };
  const { schemes, security } = securityOf(partner);
  const document = {
    openapi: '3.1.0',
    info: {
      title: partner.title,
      version: '0.1.0',
      description: "As simulated by Sparring, from the partner's published pages; not an official description.",
    },
    servers: [{ url: 'http://127.0.0.1:4010' }],
    paths: pathsOf(partner, find),
    ...security,
    components: { schemas: Object.fromEntries(schemas.map(component)), ...schemes },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
