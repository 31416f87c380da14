import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify';
import { structureProblem } from '../core/body/json-structure.js';
import type { Log } from '../core/log.js';
import { type OwnError, ownError } from '../core/own-error.js';
import { keepsStates, type SimulatedPartner, subjectProblem } from '../core/partner.js';
import { pathOf } from '../core/request-head.js';
import type { Lanes } from '../lanes/lanes.js';
import { type ControlAccess, refuseAccess } from './access.js';

export interface ControlOptions {
  readonly access: ControlAccess;
  readonly lanes: Lanes;
  readonly log: Log;
}

/** Answers without a token: a container's health check has none, and learns nothing else here. */
const HEALTH = '/health';
const JSON_TYPE = 'application/json; charset=utf-8';
const resolver = createRequire(import.meta.url);

const send = (reply: FastifyReply, { httpStatus, body }: OwnError) => reply.code(httpStatus).send(body);

function catalogueOf({ contract }: SimulatedPartner) {
  const { name, title, documents, operations, catalogue, decisions, settings } = contract;
  const shown = operations.map(({ name: operation, methods, path, source }) => ({
    name: operation,
    methods,
    path,
    source,
  }));
  return { name, title, documents, operations: shown, catalogue, decisions, settings };
}

/** The OpenAPI description of each partner, by file name; read at the start, when there are descriptors for it. */
async function readDescriptions(partners: readonly SimulatedPartner[]): Promise<ReadonlyMap<string, string>> {
  const read = partners.map(async ({ contract }) => {
    const file = `${contract.name}.json`;
    return [file, await readFile(resolver.resolve(`@sparring/contracts/openapi/${file}`), 'utf8')] as const;
  });
  return new Map(await Promise.all(read));
}

/** Serves what never changes: written once, because writing it takes longer than all else about such a request. */
function serveDescriptions(app: FastifyInstance, partners: readonly SimulatedPartner[]): void {
  const reading = readDescriptions(partners);
  reading.catch(() => {}); // whoever asks for a description gets the error; the start does not wait for it
  let catalogue: string | undefined;
  app.get('/catalogue', async (_request, reply) => {
    catalogue ??= JSON.stringify({ partners: partners.map(catalogueOf) });
    return reply.type(JSON_TYPE).send(catalogue);
  });
  app.get<{ Params: { file: string } }>('/openapi/:file', async ({ params }, reply) => {
    const descriptions = await reading;
    const description = descriptions.get(params.file);
    if (description !== undefined) return reply.type(JSON_TYPE).send(description);
    return send(reply, ownError('unknown-path', `there is no description ${params.file}`, [...descriptions.keys()]));
  });
}

const partnersOf = ({ lanes }: ControlOptions) => [...lanes.default.partners.values()].map(({ partner }) => partner);

function serveReading(app: FastifyInstance, options: ControlOptions): void {
  const { journal } = options.lanes.default;
  const partners = partnersOf(options);
  app.get(HEALTH, async () => ({ status: 'up', partners: partners.map(({ contract }) => contract.name) }));
  app.get('/journal', async () => ({ entries: await journal.find() }));
  app.get<{ Params: { id: string } }>('/journal/:id', async ({ params }, reply) => {
    const entry = await journal.get(params.id);
    return entry ?? send(reply, ownError('unknown-entry', `the journal has no entry ${params.id.slice(0, 64)}`));
  });
}

function serveStates(app: FastifyInstance, options: ControlOptions): void {
  const partners = partnersOf(options);
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const problem = structureProblem(body as Buffer);
    if (!problem) return parseJson(request, body.toString(), done);
    return done(Object.assign(new Error(problem), { statusCode: 413 }));
  });
  app.post('/state', async ({ body }, reply) => {
    const { partner: name, state, subject } = (body ?? {}) as Record<string, unknown>;
    const keepers = partners.filter(keepsStates);
    const partner = keepers.find(({ contract }) => contract.name === name);
    if (!partner || typeof state !== 'string' || !Object.hasOwn(partner.states, state) || typeof subject !== 'string') {
      const known = keepers.flatMap(({ contract, states }) =>
        Object.keys(states).map((one) => `${contract.name}: ${one}`),
      );
      return send(
        reply,
        ownError('unknown-state', 'the partner or state is unknown, or the subject is missing', known),
      );
    }
    const problem = subjectProblem(subject);
    if (problem) return send(reply, ownError('invalid-subject', problem));
    await partner.setState(state, subject);
    return reply.code(204).send();
  });
}

/** `/_sparring/*`: what the simulator reports about itself, and setting states. */
export function control(options: ControlOptions): FastifyPluginAsync {
  return async (app) => {
    app.addHook('onRequest', async ({ raw, routeOptions }, reply) => {
      const open = routeOptions.url?.endsWith(HEALTH);
      const refused = refuseAccess(raw, open ? { ...options.access, token: undefined } : options.access);
      if (refused?.httpStatus === 401) reply.header('www-authenticate', 'Bearer');
      return refused && send(reply, refused);
    });
    app.setNotFoundHandler(async ({ url }, reply) => {
      const known = ['health', 'catalogue', 'openapi/<partner>.json', 'journal', 'journal/<id>', 'state'];
      return send(
        reply,
        ownError(
          'unknown-path',
          `there is nothing at ${pathOf(url).slice(0, 200)}`,
          known.map((path) => `/_sparring/${path}`),
        ),
      );
    });
    app.setErrorHandler(async (error: { statusCode?: number; message: string }, _request, reply) => {
      const { statusCode = 500 } = error;
      if (statusCode < 500)
        return send(reply, { ...ownError('unreadable-body', error.message), httpStatus: statusCode });
      options.log.error({ err: error }, 'a bug in Sparring');
      return send(reply, ownError('bug', 'an exception in Sparring'));
    });
    serveDescriptions(app, partnersOf(options));
    serveReading(app, options);
    await app.register(async (scope) => serveStates(scope, options)); // the only path that reads a body
  };
}
