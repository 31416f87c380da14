import { UserError } from '../core/user-error.js';
import { headerOf, originForm, type SavedRequest, withoutConnection } from './saved-request.js';

/** What is read of HAR 1.2; everything else may be missing or different. */
interface HarEntry {
  readonly startedDateTime?: unknown;
  readonly request?: {
    readonly method?: unknown;
    readonly url?: unknown;
    readonly headers?: unknown;
    readonly bodySize?: unknown;
    readonly postData?: { readonly text?: unknown; readonly encoding?: unknown; readonly params?: unknown };
  };
}

type HarRequest = NonNullable<HarEntry['request']>;

function readEntries(text: string, file: string): readonly HarEntry[] {
  let har: { readonly log?: { readonly entries?: unknown } } & HarEntry;
  try {
    har = JSON.parse(text);
  } catch {
    throw new UserError(`${file} begins like JSON, but is none; save it again as HAR, or as a raw HTTP request`);
  }
  const entries = har.log?.entries ?? (har.request ? [har] : undefined);
  if (Array.isArray(entries) && entries.length > 0) return entries;
  throw new UserError(`${file} is JSON, but not HAR with an entry; save it again as HAR, or as a raw HTTP request`);
}

function isHeader(one: unknown): one is { readonly name: string; readonly value: string } {
  const { name, value } = (one ?? {}) as { name?: unknown; value?: unknown };
  return typeof name === 'string' && typeof value === 'string';
}

/** The bytes of a body; a text is read as UTF-8, unless only Latin-1 has as many bytes as were announced. */
function readBody({ postData, bodySize }: HarRequest, announced: string | undefined, file: string): Buffer {
  const { text, encoding, params } = postData ?? {};
  const sizeBytes = announced === undefined ? Number(bodySize ?? 0) : Number(announced);
  if (typeof text !== 'string' || (text === '' && sizeBytes > 0)) {
    if (!(sizeBytes > 0) && params === undefined) return Buffer.alloc(0);
    throw new UserError(`${file} does not have the bytes of the body; save the request as a raw HTTP request instead`);
  }
  if (encoding === 'base64') return Buffer.from(text, 'base64');
  const latin1 = Buffer.from(text, 'latin1');
  const utf8 = Buffer.from(text);
  return utf8.length !== sizeBytes && latin1.length === sizeBytes ? latin1 : utf8;
}

function pick(
  entries: readonly HarEntry[],
  wanted: number | undefined,
  isOurs: (target: string) => boolean,
  file: string,
) {
  const targetOf = ({ request }: HarEntry) => originForm(String(request?.url ?? ''), file);
  if (wanted === undefined) {
    const found = entries.findLastIndex((one) => typeof one?.request?.url === 'string' && isOurs(targetOf(one)));
    return found < 0 ? entries.length - 1 : found;
  }
  if (wanted <= entries.length) return wanted - 1;
  throw new UserError(`${file} has ${entries.length} entries, so there is no entry ${wanted}`);
}

/**
 * Reads a request of a HAR file.
 * @param isOurs whether a path belongs to a partner; the last such entry is read unless one is named
 * @param wanted the number of the entry, from 1
 * @throws UserError in one sentence that names the file.
 */
export function readHarRequest(
  text: string,
  file: string,
  isOurs: (target: string) => boolean,
  wanted?: number,
): SavedRequest {
  const entries = readEntries(text, file);
  const at = pick(entries, wanted, isOurs, file);
  const { request, startedDateTime } = entries[at] ?? {};
  const { method, url, headers: given } = request ?? {};
  if (!request || typeof method !== 'string' || typeof url !== 'string' || !Array.isArray(given)) {
    throw new UserError(`entry ${at + 1} of ${file} has no request with method, url and headers`);
  }
  const headers = given.filter(isHeader).map(({ name, value }) => [name, value] as const);
  const body = readBody(request, headerOf(headers, 'content-length'), file);
  const announced = Number(headerOf(headers, 'content-length') ?? body.length);
  const sentAt = new Date(String(startedDateTime));
  return {
    method,
    target: originForm(url, file),
    headers: withoutConnection(headers),
    body,
    ...(Number.isNaN(sentAt.getTime()) ? {} : { sentAt }),
    notes: [
      ...(entries.length > 1 ? [`it is entry ${at + 1} of ${entries.length}; --entry chooses another one`] : []),
      ...(announced === body.length
        ? []
        : [`the body has ${body.length} bytes, but ${announced} were sent: the file does not have its bytes`]),
    ],
  };
}
