import { schemas } from '../generated/control/schemas.js';
import { QUERY_PARAMETERS, type QueryParameter } from './query-parameters.js';
import { type ControlRoute, hasSchema, type SchemaName, successStatus } from './route.js';

type Tree = Readonly<Record<string, unknown>>;

const VERSION = '0.1.0';
const PREFIX = '/_sparring';

const reference = (name: SchemaName) => ({ $ref: `#/components/schemas/${schemas[name].title}` });
const json = (schema: Tree) => ({ 'application/json': { schema } });

function queryParameter(name: QueryParameter): Tree {
  const { description, ...bounds } = QUERY_PARAMETERS[name];
  const isNumber = Object.keys(bounds).length > 0;
  return { name, in: 'query', description, schema: isNumber ? { type: 'integer', ...bounds } : { type: 'string' } };
}

const pathParameter = (name: string): Tree => ({ name, in: 'path', required: true, schema: { type: 'string' } });

function contentOf({ answer, mediaTypes }: ControlRoute): Tree {
  if (mediaTypes) return { content: Object.fromEntries(mediaTypes.map((type) => [type, {}])) };
  if (answer === undefined) return {};
  if (answer === 'text') return { content: { 'text/plain': { schema: { type: 'string' } } } };
  return { content: json(hasSchema(answer) ? reference(answer) : { type: 'object' }) };
}

function responses(route: ControlRoute): Tree {
  return {
    [successStatus(route)]: { description: 'Done.', ...contentOf(route) },
    default: {
      description: 'A failure: its code, what is wrong and what to do.',
      content: json(reference('error.answer')),
    },
  };
}

function operation(route: ControlRoute): Tree {
  const { name, summary, path, query = [], request, open } = route;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, found = '']) => found);
  const parameters = [...inPath.map(pathParameter), ...query.map(queryParameter)];
  return {
    operationId: name,
    summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(request ? { requestBody: { required: true, content: json(reference(request)) } } : {}),
    responses: responses(route),
    ...(open ? { security: [] } : {}),
  };
}

function pathsOf(routes: readonly ControlRoute[]): Tree {
  const paths: Record<string, Record<string, Tree>> = {};
  for (const route of routes) {
    const path = PREFIX + route.path;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return paths;
}

/** The OpenAPI 3.1 description of the control API. */
export function describeControl(routes: readonly ControlRoute[]): object {
  const components = Object.values(schemas).map(({ title, ...schema }) => [title, schema] as const);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sparring control API',
      version: VERSION,
      description:
        'Controls a running simulator: lanes, rules, clock, settings, states, ledger and journal. Writes need ' +
        '`Content-Type: application/json`, and off loopback everything but the health check needs a token.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: 'http://127.0.0.1:4010' }],
    security: [{}, { token: [] }],
    paths: pathsOf(routes),
    components: {
      schemas: Object.fromEntries(components),
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}
