import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import multipart from '@fastify/multipart';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { control } from './control/control.js';
import { discard, LINGER } from './core/arrival.js';
import { isPartAFile, TEXT_PART_BYTES } from './core/codec/multipart.js';
import type { Journal } from './core/journal.js';
import type { Log } from './core/log.js';
import { ownAnswer } from './core/own-answer.js';
import type { SimulatedPartner } from './core/partner.js';
import { type ServeContext, servePartner } from './core/serve-partner.js';

/** A partner with the context it is served in. */
export interface ServedPartner {
  readonly partner: SimulatedPartner;
  readonly context: ServeContext;
}

export interface AppOptions {
  readonly host: string;
  readonly log: Log;
  readonly served: readonly ServedPartner[];
  readonly journal: Journal;
}

type Serve = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** A proxy-style request line (`POST https://host/path`) is cut to its path: one official client sends it. */
function originForm({ url = '/' }: IncomingMessage): string {
  const [, path] = /^https?:\/\/[^/?#]*(.*)$/i.exec(url) ?? [undefined, url];
  return path?.startsWith('/') ? path : `/${path ?? ''}`;
}

/** Bodies are read by our own codecs, or by nobody; fastify only has to let them through. */
function leaveBodiesAlone(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
}

/** Our own answers too are given when the client has stopped sending: it may not read any earlier. */
async function afterBody({ raw }: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (raw.complete) return;
  const { end } = await discard(raw, LINGER.capBytes, LINGER.idleMs);
  if (end !== 'whole') reply.header('connection', 'close');
}

/** The largest size a part may grow to before it counts as cut; the partner's own limit is judged later. */
const PART_LIMITS = { fileSize: Number.POSITIVE_INFINITY, fieldSize: TEXT_PART_BYTES, parts: 1000 };

/**
 * The parser waits for ever when a part it skips (one without form-data in its head, or one too many) fills
 * its buffer: it is woken before it sleeps. So its buffers never count as full; parts are read as they come.
 */
const PART_BUFFER_BYTES = Number.MAX_SAFE_INTEGER;

/** A chunk of a socket has up to 64 KiB; a parser that takes less at once pauses the request after each. */
const PARSER_BUFFER_BYTES = 256 * 1024;

async function mountPartner(app: FastifyInstance, { contract }: SimulatedPartner, serve: Serve): Promise<void> {
  if (contract.operations.some(({ codec }) => codec === 'multipart')) {
    await app.register(multipart, {
      throwFileSizeLimit: false,
      limits: PART_LIMITS,
      isPartAFile,
      fileHwm: PART_BUFFER_BYTES,
      highWaterMark: PARSER_BUFFER_BYTES,
    });
  }
  // what fastify itself finds wrong (a media type it cannot read, say) is the partner's to refuse
  app.setErrorHandler((_error, request, reply) => serve(request, reply));
  app.route({ method: app.supportedMethods, url: '*', handler: serve });
}

const BROKEN_HTTP: Readonly<Record<string, Parameters<typeof ownAnswer>>> = {
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'the headers have more than 16 KiB'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request-too-slow', 'the headers took too long'],
};

/** What is no HTTP never reaches a partner: it is told in our own words, and the connection ends. */
function answerBrokenHttp({ code = '' }: { code?: string }, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { httpStatus, body } = ownAnswer(...(BROKEN_HTTP[code] ?? ['broken-http', `this is not HTTP (${code})`]));
  const text = JSON.stringify(body);
  const head = `HTTP/1.1 ${httpStatus} ${httpStatus === 400 ? 'Bad Request' : 'Error'}\r\n`;
  socket.end(
    `${head}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
  );
}

/**
 * No route has a schema of fastify's, so its compilers (Ajv and a serializer) need not be loaded: a fifth of
 * the start of fastify.
 */
function noSchemas(): never {
  throw new Error('a route has a schema of fastify, whose compilers are switched off');
}

/** Builds the server of a simulator: every partner at its real paths, `/_sparring/*` beside them. */
export async function buildApp({ host, log, served, journal }: AppOptions): Promise<FastifyInstance> {
  const serves = served.map(({ partner, context }) => ({
    prefix: partner.contract.pathPrefix,
    partner,
    serve: servePartner(partner, context),
  }));
  const known = [
    ...serves.flatMap(({ partner }) => partner.contract.operations.map(({ path }) => path)),
    '/_sparring/health',
  ];
  const nowhere: Serve = async (request, reply) => {
    const owner = serves.find(({ prefix }) => request.url.startsWith(prefix));
    if (owner) return owner.serve(request, reply);
    await afterBody(request, reply); // what fastify could not route passes no hook
    const { httpStatus, body } = ownAnswer('unknown-path', `there is nothing at ${request.url.slice(0, 200)}`, known);
    return reply.code(httpStatus).type('application/json; charset=utf-8').send(JSON.stringify(body));
  };
  const app = Fastify({
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    rewriteUrl: originForm,
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    frameworkErrors: (_error, request, reply) => void nowhere(request as FastifyRequest, reply as FastifyReply),
    clientErrorHandler: answerBrokenHttp,
  });
  // node refuses an Expect it does not know on its own; how to answer is the partner's to say
  app.server.on('checkExpectation', app.routing);
  leaveBodiesAlone(app);
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (request.raw.complete) done();
    else afterBody(request, reply).then(() => done(), done);
  });
  app.addHttpMethod('GET', { hasBody: true, overrideExisting: true });
  // one not-found handler for all partners: each costs as much at the start as all routes of a partner
  app.setNotFoundHandler(nowhere);
  for (const { prefix, partner, serve } of serves) {
    await app.register((scope) => mountPartner(scope, partner, serve), { prefix });
  }
  const partners = served.map(({ partner }) => partner);
  await app.register(control({ host, log, partners, journal }), { prefix: '/_sparring' });
  return app;
}
