import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { structureProblem } from '../core/body/json-structure.js';
import type { Log } from '../core/log.js';
import { type OwnError, ownError } from '../core/own-error.js';
import { pathOf } from '../core/request-head.js';
import { UserError } from '../core/user-error.js';
import { laneControl } from '../lanes/lane-control.js';
import type { Lanes } from '../lanes/lanes.js';
import { type ControlAccess, refuseAccess, refuseWrite } from './access.js';
import { MediaAnswer, StreamAnswer } from './answers.js';
import { checkAnswer } from './check-answer.js';
import { failureOf } from './failure.js';
import { createJournalEvents, type JournalEvents } from './journal-events.js';
import { largeAnswers } from './large-answers.js';
import { readQuery, refuseQuery } from './query-parameters.js';
import { type ControlAnswer, type ControlRoute, hasSchema, successStatus } from './route.js';
import { controlRoutes } from './routes.js';

export interface ControlOptions {
  readonly access: ControlAccess;
  readonly lanes: Lanes;
  readonly log: Log;
  /** Aborted when the simulator closes. */
  readonly closing: AbortSignal;
}

/** What all routes use. */
interface Control extends ControlOptions {
  readonly events: JournalEvents;
  readonly beginLarge: ReturnType<typeof largeAnswers>;
}

const PREFIX = '/_sparring';
/** No answer is kept, and no page of another site can use one as a script or a picture. */
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
} as const;
const JSON_TYPE = 'application/json; charset=utf-8';
const TEXT_TYPE = 'text/plain; charset=utf-8';

/** An error that fastify made because of a request. */
interface HttpError extends Error {
  readonly statusCode?: number;
}

const send = (reply: FastifyReply, { httpStatus, body }: OwnError) => reply.code(httpStatus).send(body);

/** Sends what is not an object. */
function sendOther(
  { answer: kind }: ControlRoute,
  answered: string | MediaAnswer | StreamAnswer | undefined,
  reply: FastifyReply,
): FastifyReply {
  if (answered === undefined) return reply.send();
  if (typeof answered === 'string') return reply.type(kind === 'text' ? TEXT_TYPE : JSON_TYPE).send(answered);
  if (answered instanceof MediaAnswer) {
    return reply.type(answered.contentType).headers(answered.headers).send(answered.body);
  }
  reply.hijack();
  answered.start(reply.raw);
  return reply;
}

const isOther = (answered: ControlAnswer) =>
  typeof answered !== 'object' || answered instanceof MediaAnswer || answered instanceof StreamAnswer;

/** Aborted when the client has gone or the simulator closes. */
function goneSignal({ raw }: FastifyReply, closing: AbortSignal): AbortSignal {
  const gone = new AbortController();
  const end = () => gone.abort(new UserError('the simulator closes', undefined, { code: 'overloaded' }));
  closing.addEventListener('abort', end, { once: true });
  raw.once('close', () => {
    closing.removeEventListener('abort', end);
    end();
  });
  if (closing.aborted || raw.destroyed) end();
  return gone.signal;
}

async function answer(route: ControlRoute, control: Control, request: FastifyRequest, reply: FastifyReply) {
  const { lanes, events, access, beginLarge, closing } = control;
  const given = request.query as object;
  const refused = refuseQuery(given, route.query ?? []);
  if (refused) return send(reply, refused);
  const read = readQuery(given);
  if (route.isLarge?.(read) && !beginLarge(reply.raw)) {
    return send(
      reply.header('retry-after', '1'),
      ownError('overloaded', 'too many large answers have not been read yet'),
    );
  }
  const answered = await route.handle({
    lanes,
    events,
    home: access.home,
    headers: request.headers,
    origin: `${request.protocol}://${request.headers.host ?? ''}`,
    parameters: request.params as Readonly<Record<string, string>>,
    ...read,
    body: request.body === undefined ? {} : request.body,
    lane: () => laneControl(lanes.get(read.query.lane)),
    untilGone: () => goneSignal(reply, closing),
  });
  reply.code(successStatus(route));
  if (isOther(answered)) return sendOther(route, answered as Parameters<typeof sendOther>[1], reply);
  const text = JSON.stringify(answered);
  if (hasSchema(route.answer)) await checkAnswer(route.answer, text);
  return reply.type(JSON_TYPE).send(text);
}

/** Only what has a schema for its body reads one; of anything else, it is discarded. */
function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  // `__proto__` is a field like any other: no check knows it, and its answer says so
  const parseJson = app.getDefaultJsonParser('ignore', 'ignore');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    const problem = structureProblem(body as Buffer);
    if (!problem) return parseJson(request, body.toString(), done);
    return done(Object.assign(new Error(problem), { statusCode: 413 }));
  });
}

/** Tools that wait for a server ask with HEAD; what is streamed or drawn is not made for that. */
const methodsOf = ({ method, mediaTypes }: ControlRoute) =>
  method === 'GET' && mediaTypes === undefined ? ['GET', 'HEAD'] : [method];

function mount(app: FastifyInstance, route: ControlRoute, options: Control): void {
  const handler: RouteHandlerMethod = async (request, reply) => {
    try {
      return await answer(route, options, request, reply);
    } catch (error) {
      if (error instanceof UserError) return send(reply, failureOf(error, route));
      throw error;
    }
  };
  app.route({ method: methodsOf(route), url: route.path.replace(/\{(\w+)\}/g, ':$1'), handler });
}

/** Finds the methods of a path; none when nothing is there. */
function methodFinder(routes: readonly ControlRoute[]): (path: string) => readonly string[] {
  const patterns = routes.map((route) => {
    const text = route.path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+');
    return { methods: methodsOf(route), pattern: new RegExp(`^${PREFIX}${text}$`) };
  });
  return (path) => patterns.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
}

function answerFailures(app: FastifyInstance, routes: readonly ControlRoute[], { log }: ControlOptions): void {
  const known = routes.map(({ method, path }) => `${method} ${PREFIX}${path}`);
  const findMethods = methodFinder(routes);
  app.setNotFoundHandler(async ({ method, url }, reply) => {
    const path = pathOf(url);
    const shown = path.slice(0, 200);
    const methods = findMethods(path);
    if (methods.length === 0) return send(reply, ownError('unknown-path', `there is nothing at ${shown}`, known));
    reply.header('allow', methods.join(', '));
    return send(reply, ownError('wrong-method', `there is no ${method} ${shown}`, methods));
  });
  app.setErrorHandler(async (error: HttpError, _request, reply) => {
    const { statusCode = 500 } = error;
    if (statusCode < 500) return send(reply, { ...ownError('unreadable-body', error.message), httpStatus: statusCode });
    log.error({ err: error }, 'a bug in Sparring');
    return send(reply, ownError('bug', 'an exception in Sparring'));
  });
}

/** `/_sparring/*`: what the simulator reports about itself, and everything that controls it. */
export function control(options: ControlOptions): FastifyPluginAsync {
  const { access, lanes, closing } = options;
  const own: Control = { ...options, events: createJournalEvents({ lanes, closing }), beginLarge: largeAnswers() };
  const routes = controlRoutes([...lanes.default.partners.values()].map(({ partner }) => partner.contract));
  const isOpen = (url: string | undefined) => routes.some(({ path, open }) => open && url === PREFIX + path);
  return async (app) => {
    app.addHook('onRequest', async ({ raw, routeOptions, is404 }, reply) => {
      const refused =
        refuseAccess(raw, isOpen(routeOptions.url) ? { ...access, token: undefined } : access) ??
        (is404 ? undefined : refuseWrite(raw, access)); // what is not there cannot be changed
      reply.headers(HEADERS);
      if (refused?.httpStatus === 401) reply.header('www-authenticate', 'Bearer');
      return refused && send(reply, refused);
    });
    answerFailures(app, routes, options);
    for (const route of routes.filter(({ request }) => !request)) mount(app, route, own);
    await app.register(async (scope) => {
      readJsonBodies(scope);
      for (const route of routes.filter(({ request }) => request)) mount(scope, route, own);
    });
  };
}
