import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ControlAccess, refuseAccess } from '../control/access.js';
import { ownError } from '../core/own-error.js';
import type { InspectorFile } from './inspector-files.js';

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
type Files = ReadonlyMap<string, InspectorFile>;

const PREFIX = '/_sparring/inspector/';
const PAGE = 'index.html';
const ONE_YEAR_SECONDS = 31_536_000;

/** The page runs only its own files, talks only to its own origin, and no other page can embed it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const SECURITY_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

let loading: Promise<Files | undefined> | undefined;

/** Loads the files at the first visit, so that nobody else pays for them; `undefined` when they were not built. */
function loadFiles(): Promise<Files | undefined> {
  loading ??= import('./inspector-files.js')
    .then(({ readInspector }) => readInspector())
    .catch((error: NodeJS.ErrnoException) => {
      loading = undefined;
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
  return loading;
}

const sendJson = (reply: FastifyReply, { httpStatus, body }: ReturnType<typeof ownError>) =>
  reply.code(httpStatus).type('application/json; charset=utf-8').send(JSON.stringify(body));

/** The page and the favicon can change with each version of the simulator; all other files are named by their content. */
const cacheControl = (url: string, name: string) =>
  url === PREFIX + name && name !== PAGE ? `public, max-age=${ONE_YEAR_SECONDS}, immutable` : 'no-cache';

const acceptsGzip = ({ headers }: FastifyRequest) =>
  /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(String(headers['accept-encoding'] ?? ''));

function sendFile(request: FastifyRequest, reply: FastifyReply, file: InspectorFile): FastifyReply {
  const { name, contentType, hash, gzip } = file;
  const etag = `"${hash}"`;
  reply.headers({
    ...SECURITY_HEADERS,
    'cache-control': cacheControl(request.url, name),
    etag,
    vary: 'accept, accept-encoding',
  });
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  reply.type(contentType);
  return acceptsGzip(request) ? reply.header('content-encoding', 'gzip').send(gzip) : reply.send(file.plain());
}

/** The icon's name contains its hash. */
const iconOf = (files: Files | undefined) => [...(files?.keys() ?? [])].find((name) => name.startsWith('icon-')) ?? '';

/** Answers with a file of the inspector to whoever may use the control API; the files need no token. */
async function answerFile(
  access: ControlAccess,
  pick: (files: Files | undefined) => string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const refused = refuseAccess(request.raw, { ...access, token: undefined });
  if (refused) return sendJson(reply, refused);
  const files = await loadFiles();
  const name = pick(files);
  const file = files?.get(name);
  if (file) return sendFile(request, reply, file);
  const message = files
    ? `the inspector has no file ${name.slice(0, 64)}`
    : 'the inspector has not been built: run `npm run build`, or install a released package';
  return sendJson(reply, ownError('unknown-path', message, [PREFIX]));
}

/** Only browsers ask for HTML by themselves. */
const wantsPage = ({ headers }: FastifyRequest) => /\btext\/html\b/i.test(headers.accept ?? '');

const METHODS = ['GET', 'HEAD'];

/**
 * Serves the browser interface: at `/` to browsers, and below `/_sparring/inspector/`. Browsers that show an answer of
 * the control API ask for `/favicon.ico`, which the journal should not count as an unknown path.
 * @param otherwise answers other clients at `/`
 */
export function mountInspector(app: FastifyInstance, access: ControlAccess, otherwise: Handler): void {
  const mount = (url: string, handler: Handler) => app.route({ method: METHODS, url, handler });
  mount('/', async (request, reply) => {
    reply.header('vary', 'accept');
    return wantsPage(request) ? answerFile(access, () => PAGE, request, reply) : otherwise(request, reply);
  });
  mount('/favicon.ico', (request, reply) => answerFile(access, iconOf, request, reply));
  mount(`${PREFIX}*`, (request, reply) => {
    const { '*': name = '' } = request.params as { readonly '*'?: string };
    return answerFile(access, () => name || PAGE, request, reply);
  });
}
