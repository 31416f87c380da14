import { STATUS_CODES } from 'node:http';
import type { JournalAnswer, JournalExchange, JournalHeaders, JournalRequest } from '../state/journal.js';

const VERSION = '0.1.0';

/** A name and a value, as HAR writes headers and parameters. */
interface Pair {
  readonly name: string;
  readonly value: string;
}

const pairsOf = (headers: JournalHeaders): readonly Pair[] => headers.map(([name, value]) => ({ name, value }));

const headerIn = (headers: JournalHeaders, name: string): string | undefined =>
  headers.find(([one]) => one.toLowerCase() === name)?.[1];

/** The parameters of a query, whose values are only sizes. */
function queryOf(target: string): readonly Pair[] {
  const [, query] = /\?(.*)$/s.exec(target) ?? [];
  return (query?.split('&') ?? []).map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return { name, value: value.join('=') };
  });
}

/** A size in the place of a value, such as `<7 characters>`, has characters that a URL cannot have. */
const inUrl = (target: string) => target.replace(/[<> ]/g, encodeURIComponent);

function urlOf({ tls, headers, target }: JournalRequest): string {
  const host = headerIn(headers, 'host') ?? 'localhost';
  return `${tls ? 'https' : 'http'}://${host}${inUrl(target)}`;
}

/** The body as a form: HAR has a place for the type and the name of a file, but the bytes are not in it. */
function postDataOf({ headers, fields, documents }: JournalRequest) {
  const mimeType = headerIn(headers, 'content-type') ?? '';
  const texts = Object.entries(fields).map(([name, value]) => ({ name, value }));
  const files = documents.map(({ field, filename, contentType, sizeBytes }) => ({
    name: field,
    ...(filename === null ? {} : { fileName: filename }),
    ...(contentType === null ? {} : { contentType }),
    comment: `${sizeBytes} bytes`,
  }));
  return {
    mimeType,
    params: [...texts.filter(({ name }) => !documents.some(({ field }) => field === name)), ...files],
  };
}

const UNKNOWN = { httpVersion: 'HTTP/1.1', cookies: [], headersSize: -1 };

function harRequest({ method, path, bodyBytes }: JournalExchange, request: JournalRequest | null) {
  if (!request) {
    return {
      ...UNKNOWN,
      method,
      url: `http://localhost${inUrl(path)}`,
      headers: [],
      queryString: [],
      bodySize: bodyBytes,
    };
  }
  return {
    ...UNKNOWN,
    method,
    url: urlOf(request),
    headers: pairsOf(request.headers),
    queryString: queryOf(request.target),
    ...(bodyBytes > 0 ? { postData: postDataOf(request) } : {}),
    bodySize: bodyBytes,
  };
}

function contentOf(answer: JournalAnswer | null) {
  const mimeType = headerIn(answer?.headers ?? [], 'content-type') ?? '';
  return { size: answer?.bodyBytes ?? -1, mimeType, ...(answer?.body == null ? {} : { text: answer.body }) };
}

function harResponse({ httpStatus }: JournalExchange, answer: JournalAnswer | null) {
  return {
    ...UNKNOWN,
    status: httpStatus,
    statusText: STATUS_CODES[httpStatus] ?? '',
    headers: pairsOf(answer?.headers ?? []),
    content: contentOf(answer),
    redirectURL: '',
    bodySize: answer?.bodyBytes ?? -1,
    ...(answer?.delivered === false ? { comment: 'the answer was not sent as a whole' } : {}),
  };
}

function harEntry(exchange: JournalExchange) {
  const { request, answer, timing, steps, at, tookMs } = exchange;
  const { id, lane, partner, operation, code, rule, reason, businessId, move, diagnosis } = exchange;
  const waitedMs = timing ? Math.max(0, timing.answeredMs - (timing.receivedMs ?? 0)) : tookMs;
  return {
    startedDateTime: at,
    time: tookMs,
    request: harRequest(exchange, request),
    response: harResponse(exchange, answer),
    cache: {},
    timings: { send: timing?.receivedMs ?? 0, wait: waitedMs, receive: 0 },
    ...(request ? {} : { comment: 'what is not here was dropped, because the journal was full' }),
    // fields with an underscore are those of the program that wrote the file
    _sparring: { id, lane, partner, operation, code, rule, reason, businessId, move, diagnosis, steps },
  };
}

/**
 * Writes requests as an HTTP Archive, oldest first: HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/. Like the
 * journal, it contains neither secrets nor documents.
 */
export function writeHar(exchanges: readonly JournalExchange[]): string {
  const entries = [...exchanges].sort((one, other) => one.number - other.number).map(harEntry);
  return JSON.stringify({ log: { version: '1.2', creator: { name: 'Sparring', version: VERSION }, entries } }, null, 2);
}
