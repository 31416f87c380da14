import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify';
import type { Journal } from '../core/journal.js';
import type { Log } from '../core/log.js';
import { type OwnAnswer, ownAnswer } from '../core/own-answer.js';
import { keepsFacts, type SimulatedPartner } from '../core/partner.js';
import { isOwnHost } from './loopback-host.js';

export interface ControlOptions {
  readonly host: string;
  readonly partners: readonly SimulatedPartner[];
  readonly journal: Journal;
  readonly log: Log;
}

const LATEST_ENTRIES = 100;
const resolver = createRequire(import.meta.url);

const send = (reply: FastifyReply, { httpStatus, body }: OwnAnswer) => reply.code(httpStatus).send(body);

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
      return send(reply, ownAnswer('unknown-path', `there is no description ${params.file}`, known));
    }
    const file = resolver.resolve(`@sparring/contracts/openapi/${params.file}`);
    return reply.type('application/json; charset=utf-8').send(await readFile(file));
  });
  app.get('/journal', async () => ({ entries: await journal.latest(LATEST_ENTRIES) }));
  app.get<{ Params: { id: string } }>('/journal/:id', async ({ params }, reply) => {
    const entry = await journal.find(params.id);
    return entry ?? send(reply, ownAnswer('unknown-entry', `the journal has no entry ${params.id.slice(0, 64)}`));
  });
}

function serveFacts(app: FastifyInstance, { partners }: ControlOptions): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  app.post('/facts', async ({ body }, reply) => {
    const { partner: name, fact, subject } = (body ?? {}) as Record<string, unknown>;
    const keepers = partners.filter(keepsFacts);
    const partner = keepers.find(({ contract }) => contract.name === name);
    if (!partner || typeof fact !== 'string' || !Object.hasOwn(partner.facts, fact) || typeof subject !== 'string') {
      const known = keepers.flatMap(({ contract, facts }) =>
        Object.keys(facts).map((one) => `${contract.name}: ${one}`),
      );
      return send(reply, ownAnswer('unknown-fact', 'the fact is not known or has no subject', known));
    }
    await partner.establish(fact, subject);
    return reply.code(204).send();
  });
}

/** `/_sparring/*`: what the simulator tells of itself, and the facts it can be told. */
export function control(options: ControlOptions): FastifyPluginAsync {
  return async (app) => {
    app.addHook('onRequest', async ({ headers }, reply) => {
      if (isOwnHost(headers.host, options.host)) return undefined;
      return send(reply, ownAnswer('foreign-host', 'the Host header is neither loopback nor the configured host'));
    });
    app.setNotFoundHandler(async ({ url }, reply) => {
      const known = ['health', 'catalogue', 'openapi/<partner>.json', 'journal', 'journal/<id>', 'facts'];
      return send(
        reply,
        ownAnswer(
          'unknown-path',
          `there is nothing at ${url.slice(0, 200)}`,
          known.map((path) => `/_sparring/${path}`),
        ),
      );
    });
    app.setErrorHandler(async (error: { statusCode?: number; message: string }, _request, reply) => {
      const { statusCode = 500 } = error;
      if (statusCode < 500)
        return send(reply, { ...ownAnswer('unreadable-body', error.message), httpStatus: statusCode });
      options.log.error({ err: error }, 'a bug in Sparring');
      return send(reply, ownAnswer('bug', 'an exception in Sparring'));
    });
    serveReading(app, options);
    await app.register(async (scope) => serveFacts(scope, options)); // the only path whose body is read
  };
}
