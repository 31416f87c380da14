import type { PartnerContract } from '@sparring/contracts';
import { fieldNames } from '../generated/control/requests.js';
import { MOVE_HEADER } from '../moves/choose-move.js';
import { faults } from '../moves/faults/index.js';
import { QUERY_PARAMETERS } from './query-parameters.js';
import type { ControlRoute, RequestName } from './route.js';

const PREFIX = '/_sparring';

/** A link of https://llmstxt.org: `- [name](address): notes`. */
const link = (name: string, address: string, notes: string) => `- [${name}](${address}): ${notes}`;

/** The fields of a body; `{}` where they are the caller's own, as names of partners are. */
const fieldsOf = (request: RequestName) => {
  const name = request.replace(/[-.](.)/g, (_, letter: string) => letter.toUpperCase());
  return fieldNames[name as keyof typeof fieldNames].join(', ') || 'an object by partner';
};

function routeLines({ method, path, summary, query = [], request }: ControlRoute): readonly string[] {
  const takes = [
    ...(query.length > 0 ? [`query: ${query.join(', ')}`] : []),
    ...(request === undefined ? [] : [`JSON body: ${fieldsOf(request)}`]),
  ];
  const notes = takes.length > 0 ? ` (${takes.join('; ')})` : '';
  return [`- \`${method} ${PREFIX}${path}\`${notes}: ${summary}`];
}

function partnerLines({ name, title, operations, documents }: PartnerContract): readonly string[] {
  const paths = operations.map(({ name: operation, methods, path }) => `${operation}: ${methods.join(' or ')} ${path}`);
  return [
    link(name, `${PREFIX}/openapi/${name}.json`, `${title}. ${paths.join('; ')}.`),
    ...documents.map((address, index) => link(`${name}, page ${index + 1} of its documents`, address, 'its source.')),
  ];
}

const INTRODUCTION = `This is a local simulator of partner APIs for document upload. It answers at the partners' real paths, as their
public documents say, and controls itself under ${PREFIX}. Nothing here is the partners' own.

- Every answer of a partner has the header x-sparring-id. GET ${PREFIX}/explain/{id} says why it is what it is.
- A request gets a chosen answer by the header ${MOVE_HEADER}, by a rule (POST ${PREFIX}/rules), by a business id of the
  form SPARRING-<move>-<anything>, or by a document. A move is a code of the operation or a fault.
- GET ${PREFIX}/review says what the client did wrong, GET ${PREFIX}/coverage which codes and faults it has never seen.
- Writes need Content-Type: application/json. Off loopback, everything but the health check needs the header
  Authorization: Bearer <token>.
- An error is {"error":{"code","message","todo","field","known"}}: todo says what to do, known lists the valid values.`;

/** Describes the control API in one page of text, for programs that write clients. It is made from the table of routes. */
export function writeLlms(routes: readonly ControlRoute[], contracts: readonly PartnerContract[]): string {
  return [
    '# Sparring',
    '',
    `> A local simulator of ${contracts.map(({ title }) => title).join(' and ')}.`,
    '',
    INTRODUCTION,
    '',
    '## Control API',
    '',
    link('OpenAPI', `${PREFIX}/openapi.json`, 'every request and answer with its schema.'),
    ...routes.flatMap(routeLines),
    '',
    '## Query parameters',
    '',
    ...Object.entries(QUERY_PARAMETERS).map(([name, { description }]) => `- ${name}: ${description}`),
    '',
    '## Faults',
    '',
    ...faults.map(({ name, client }) => `- ${name}: ${client}`),
    '',
    '## Partners',
    '',
    ...contracts.flatMap(partnerLines),
    '',
  ].join('\n');
}
