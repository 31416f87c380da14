import { createServer, type IncomingMessage } from 'node:http';
import multipart from '@fastify/multipart';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { ControlAccess } from '../control/access.js';
import { control } from '../control/control.js';
import { discard, LINGER } from '../core/body/arrival.js';
import type { BodyMemory } from '../core/body/body-memory.js';
import { isPartAFile, PART_LIMITS } from '../core/body/multipart.js';
import { requestHandler } from '../core/handle-request.js';
import type { Log } from '../core/log.js';
import { ownError } from '../core/own-error.js';
import type { SimulatedPartner } from '../core/partner.js';
import type { PartnerModule } from '../core/partner-module.js';
import { pathOf } from '../core/request-head.js';
import { writeBug } from '../core/write-reply.js';
import type { Lane } from '../lanes/lane.js';
import type { Lanes } from '../lanes/lanes.js';
import { serveGuarded, type TimeLimits } from './connections.js';
import { mountInspector } from './inspector.js';
import { rejectInto } from './malformed-http.js';
import { refuseInto } from './refuse-stray.js';
import { requireHost } from './require-host.js';
import { reserveBody } from './reserve-body.js';

export interface AppOptions {
  readonly access: ControlAccess;
  readonly log: Log;
  readonly lanes: Lanes;
  readonly timeLimits: TimeLimits;
  readonly bodyMemory: BodyMemory;
  /** Aborted when the simulator closes. */
  readonly closing: AbortSignal;
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Reduces a request target in absolute form, `POST https://host/path`, to its path: one official client sends it. */
function originForm({ url = '/' }: IncomingMessage): string {
  if (url.startsWith('/')) return url;
  const [, path] = /^https?:\/\/[^/?#]*(.*)$/i.exec(url) ?? [undefined, url];
  return path?.startsWith('/') ? path : `/${path ?? ''}`;
}

/** Disables fastify's body parsing: only our own receivers read bodies. */
function disableBodyParsing(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
}

/** Our own answers also wait until the client has stopped sending, because it may not read before that. */
async function afterBody({ raw }: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (raw.complete) return;
  const { end } = await discard(raw, LINGER);
  if (end !== 'complete') reply.header('connection', 'close');
}

/**
 * The parser hangs when a part that it skips (one without form-data in its head, or one beyond the limit) fills
 * its buffer, because it misses the drain event. So its buffers never count as full; parts are read as they arrive.
 */
const PART_BUFFER_BYTES = Number.MAX_SAFE_INTEGER;

/** Socket chunks have up to 64 KiB; a parser with a smaller buffer would pause the request after each one. */
const PARSER_BUFFER_BYTES = 256 * 1024;

async function mountPartner(
  app: FastifyInstance,
  { contract }: SimulatedPartner,
  handle: Handler,
  log: Log,
): Promise<void> {
  if (contract.operations.some(({ bodyKind }) => bodyKind === 'multipart')) {
    await app.register(multipart, {
      throwFileSizeLimit: false,
      limits: PART_LIMITS,
      isPartAFile,
      fileHwm: PART_BUFFER_BYTES,
      highWaterMark: PARSER_BUFFER_BYTES,
    });
  }
  // what fastify itself rejects (such as an invalid media type) is up to the partner to refuse
  app.setErrorHandler(async (error: { statusCode?: number }, request, reply) => {
    if (error.statusCode !== undefined && error.statusCode < 500) return handle(request, reply);
    reply.hijack();
    writeBug(reply, error, log);
    return reply;
  });
  app.route({ method: app.supportedMethods, url: '*', handler: handle });
}

/** Every request needs a Host, and every answer waits for the end of its request. */
function addHooks(app: FastifyInstance, lane: Lane): void {
  app.addHook('onRequest', requireHost(lane));
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (request.raw.complete) done();
    else afterBody(request, reply).then(() => done(), done);
  });
}

/**
 * No route has a fastify schema, so its compilers (Ajv and a serializer) are not loaded. They take a fifth of
 * fastify's startup time.
 */
function noSchemas(): never {
  throw new Error('a route has a fastify schema, but the schema compilers are disabled');
}

/** Handles a partner's requests, each in the lane that its credentials select. */
function laneHandler(module: PartnerModule, lanes: Lanes): Handler {
  const handlers = new WeakMap<Lane, Handler>();
  const handlerOf = (lane: Lane): Handler => {
    const { partner, context } = lane.partners.get(module.contract.name) ?? {};
    if (!partner || !context) throw new Error(`lane ${lane.name} has no partner ${module.contract.name}`);
    const handler = requestHandler(partner, context);
    handlers.set(lane, handler);
    return handler;
  };
  return (request, reply) => {
    const { method, url: target, headers } = request;
    const lane = lanes.of(module, { method, target, headers });
    return (handlers.get(lane) ?? handlerOf(lane))(request, reply);
  };
}

interface MountedPartner {
  readonly prefix: string;
  readonly partner: SimulatedPartner;
  readonly handle: Handler;
}

/** Below a partner's prefix the partner answers, and elsewhere we do. */
function unknownPathHandler(mounted: readonly MountedPartner[], lane: Lane): Handler {
  const paths = mounted.flatMap(({ partner }) => partner.contract.operations.map(({ path }) => path));
  const known = [...paths, '/_sparring/health'];
  return async (request, reply) => {
    const owner = mounted.find(({ prefix }) => request.url.startsWith(prefix));
    if (owner) return owner.handle(request, reply);
    await afterBody(request, reply); // a request that fastify could not route passes no hook
    const message = `there is nothing at ${pathOf(request.url).slice(0, 200)}`;
    return refuseInto(lane, request, reply, 'route', ownError('unknown-path', message, known));
  };
}

/** Builds the server of a simulator: every partner at its real paths, plus `/_sparring/*`. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { access, log, lanes, timeLimits, bodyMemory, closing } = options;
  const handlers = [...lanes.default.partners.values()].map(({ module, partner }) => ({
    prefix: partner.contract.pathPrefix,
    partner,
    handle: laneHandler(module, lanes),
  }));
  const handleUnknownPath = unknownPathHandler(handlers, lanes.default);
  const app = Fastify({
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    rewriteUrl: originForm,
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    frameworkErrors: (_error, request, reply) => {
      handleUnknownPath(request as FastifyRequest, reply as FastifyReply).catch((error: unknown) =>
        writeBug(reply as FastifyReply, error, log),
      );
    },
    serverFactory: (handler) => {
      const server = createServer({ requireHostHeader: false });
      serveGuarded({ server, opened: 'connection' }, handler, timeLimits, rejectInto(lanes.default));
      return server;
    },
    clientErrorHandler: () => {}, // the guard handles them
  });
  disableBodyParsing(app);
  addHooks(app, lanes.default);
  app.addHttpMethod('GET', { hasBody: true, overrideExisting: true });
  // one not-found handler for all partners: each one costs as much startup time as all routes of a partner
  app.setNotFoundHandler(handleUnknownPath);
  for (const { prefix, partner, handle } of handlers) {
    await app.register((scope) => mountPartner(scope, partner, handle, log), { prefix });
  }
  await app.register(
    async (scope) => {
      scope.addHook('preParsing', reserveBody(bodyMemory));
      await scope.register(control({ access, log, lanes, closing }));
    },
    { prefix: '/_sparring' },
  );
  mountInspector(app, access, handleUnknownPath);
  return app;
}
