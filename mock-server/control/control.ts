import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify';
import type { Log } from '../core/log.js';
import { type OwnError, ownError } from '../core/own-error.js';
import { keepsStates, type SimulatedPartner, subjectProblem } from '../core/partner.js';
import { pathOf } from '../core/request-head.js';
import type { Journal } from '../state/journal.js';
import { type ControlAccess, refuseAccess } from './access.js';

export interface ControlOptions {
  readonly access: ControlAccess;
  readonly partners: readonly SimulatedPartner[];
  readonly journal: Journal;
  readonly log: Log;
}

const LATEST_ENTRIES = 100;
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

function serveReading(app: FastifyInstance, { partners, journal }: ControlOptions): void {
  app.get('/health', async () => ({ status: 'up', partners: partners.map(({ contract }) => contract.name) }));
  app.get('/catalogue', async () => ({ partners: partners.map(catalogueOf) }));
  app.get<{ Params: { file: string } }>('/openapi/:file', async ({ params }, reply) => {
    const known = partners.map(({ contract }) => `${contract.name}.json`);
    if (!known.includes(params.file)) {
      return send(reply, ownError('unknown-path', `there is no description ${params.file}`, known));
    }
    const file = resolver.resolve(`@sparring/contracts/openapi/${params.file}`);
    return reply.type('application/json; charset=utf-8').send(await readFile(file));
  });
  app.get('/journal', async () => ({ entries: await journal.latest(LATEST_ENTRIES) }));
  app.get<{ Params: { id: string } }>('/journal/:id', async ({ params }, reply) => {
    const entry = await journal.find(params.id);
    return entry ?? send(reply, ownError('unknown-entry', `the journal has no entry ${params.id.slice(0, 64)}`));
  });
}

function serveStates(app: FastifyInstance, { partners }: ControlOptions): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
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
    app.addHook('onRequest', async ({ raw }, reply) => {
      const refused = refuseAccess(raw, options.access);
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
    serveReading(app, options);
    await app.register(async (scope) => serveStates(scope, options)); // the only path that reads a body
  };
}
