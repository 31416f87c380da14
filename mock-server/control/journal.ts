import { UserError } from '../core/user-error.js';
import { checkJournalFilter } from '../lanes/journal-filter.js';
import { withThumbnails } from '../lanes/with-thumbnails.js';
import type { JournalExchange, JournalFilter } from '../state/journal.js';
import { MediaAnswer, StreamAnswer } from './answers.js';
import type { ControlCall, ControlRoute } from './route.js';

const DEFAULT_LIMIT = 100;
/** A list of more entries has some hundred kilobytes. */
const MANY_ENTRIES = 200;

const HAR_TYPE = 'application/json; charset=utf-8';
const PACT_TYPE = HAR_TYPE;
const SCRIPT_TYPE = 'text/x-shellscript; charset=utf-8';

/** Looks for one more entry than it returns, to know whether there is a next page. */
async function page({ lanes, lane, query, numbers }: ControlCall): Promise<object> {
  const { lane: name, format: _format, ...texts } = query;
  const { limit = DEFAULT_LIMIT } = numbers;
  const find = name === undefined ? lanes.journal : lane().journal;
  const filter: JournalFilter = { ...texts, ...numbers };
  const entries = await find(filter);
  const before = entries.at(-1)?.number;
  const isFull = before !== undefined && entries.length === limit;
  const [following] = isFull ? await find({ ...filter, before, limit: 1 }) : [];
  return { entries, next: following ? before : null };
}

/** The journal does not know an id, or not any more. */
export const unknownEntry = (id: string): UserError =>
  new UserError(`the journal has no entry ${id.slice(0, 64)}`, 'id', { code: 'unknown-entry' });

/** Refuses a misspelt format, which would otherwise be answered with another one. */
function formatOf({ query: { format = 'json' } }: ControlCall, known: readonly string[]): string {
  if (known.includes(format)) return format;
  const message = `there is no format ${format.slice(0, 64)} here; the formats are ${known.join(', ')}`;
  throw new UserError(message, 'format', { known });
}

/** Finds entries with all that is known of them. */
async function exchangesOf(call: ControlCall): Promise<readonly JournalExchange[]> {
  const { lanes, query, numbers } = call;
  const { lane, format: _format, ...texts } = query;
  if (lane !== undefined) lanes.get(lane); // throws when there is none
  return lanes.exchanges({ ...texts, ...numbers }, lane);
}

// forms that are seldom asked for are loaded when they are: the start does not wait for them
async function harOf(exchanges: readonly JournalExchange[]): Promise<MediaAnswer> {
  const { writeHar } = await import('./journal-har.js');
  return new MediaAnswer(HAR_TYPE, writeHar(exchanges));
}

async function list(call: ControlCall): Promise<object> {
  if (formatOf(call, ['json', 'har']) === 'json') return page(call);
  return harOf(await exchangesOf(call));
}

async function entryOf({ lanes, query: { lane }, parameters: { id = '' } }: ControlCall): Promise<JournalExchange> {
  const entry = await (lane === undefined ? lanes.journalEntry(id) : lanes.get(lane).journal.get(id));
  if (entry) return entry;
  throw unknownEntry(id);
}

/** The forms of one entry, other than JSON. */
const FORMS: Readonly<Record<string, (exchange: JournalExchange, call: ControlCall) => Promise<MediaAnswer>>> = {
  har: (exchange) => harOf([exchange]),
  curl: async (exchange, { origin: url, headers }) => {
    const { writeCurl } = await import('./journal-curl.js');
    const needsToken = headers.authorization !== undefined;
    return new MediaAnswer(SCRIPT_TYPE, writeCurl({ url, needsToken, exchange }));
  },
  pact: async (exchange, { lanes }) => {
    const document = await lanes.get(exchange.lane).journal.document(exchange.id, 0);
    const { writePact } = await import('./journal-pact.js');
    return new MediaAnswer(PACT_TYPE, writePact({ exchange, document }));
  },
};

function wantsThumbnails({ query: { thumbnails = 'true' } }: ControlCall): boolean {
  if (thumbnails === 'true' || thumbnails === 'false') return thumbnails === 'true';
  throw new UserError('thumbnails must be true or false', 'thumbnails');
}

async function show(call: ControlCall): Promise<object> {
  const format = formatOf(call, ['json', ...Object.keys(FORMS)]);
  const hasThumbnails = wantsThumbnails(call);
  const exchange = await entryOf(call);
  const write = FORMS[format];
  if (write) return write(exchange, call);
  return hasThumbnails ? withThumbnails(call.lanes.get(exchange.lane), exchange) : exchange;
}

function watch({ events, headers, query, numbers }: ControlCall): StreamAnswer {
  const { lane, ...filter } = query;
  checkJournalFilter(filter);
  const { 'last-event-id': last } = headers;
  // a browser sends the number of the last entry that it has seen; another text is none of ours
  const after = typeof last === 'string' && /^\d{1,15}$/.test(last) ? Number(last) : numbers.after;
  return new StreamAnswer(events.watch({ lane, after, filter }));
}

const MEDIA_TYPES: Readonly<Record<string, readonly [type: string, ending: string]>> = {
  jpeg: ['image/jpeg', 'jpg'],
  png: ['image/png', 'png'],
  pdf: ['application/pdf', 'pdf'],
};
const UNKNOWN_TYPE = ['application/octet-stream', 'bin'] as const;

/** A document is what a client sent: a browser must neither guess its type nor run what is in it. */
async function documentOf(call: ControlCall): Promise<MediaAnswer> {
  const { lanes, parameters } = call;
  const { document: index = '' } = parameters;
  const { id, lane } = await entryOf(call);
  const at = /^\d{1,4}$/.test(index) ? Number(index) : -1;
  const found = await lanes.get(lane).journal.document(id, at);
  if (!found) {
    const message = `the entry ${id} has no document ${index.slice(0, 64)} whose bytes are kept`;
    throw new UserError(message, 'document', { code: 'unknown-document' });
  }
  const [type, ending] = MEDIA_TYPES[found.kind ?? ''] ?? UNKNOWN_TYPE;
  return new MediaAnswer(type, found.bytes, {
    'content-disposition': `attachment; filename="${id}-${at}.${ending}"`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
}

/** The journal: what came in, what was decided and why. */
export const journalRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/journal',
    name: 'readJournal',
    summary:
      'Returns the latest requests, newest first; those of every lane unless `lane` names one. `format=har` returns an HTTP Archive.',
    query: ['lane', 'partner', 'operation', 'code', 'businessId', 'since', 'before', 'after', 'limit', 'format'],
    answer: 'journal.answer',
    isLarge: ({ query: { format }, numbers: { limit = 0 } }) => format === 'har' || limit > MANY_ENTRIES,
    handle: list,
  },
  {
    method: 'GET',
    path: '/journal/events',
    name: 'watchJournal',
    summary:
      'Sends new entries as server-sent events named `entry`, with their number as id; `Last-Event-ID` or `after` continues after an entry.',
    query: ['lane', 'partner', 'operation', 'code', 'businessId', 'after'],
    mediaTypes: ['text/event-stream'],
    handle: watch,
  },
  {
    method: 'GET',
    path: '/journal/{id}',
    name: 'getJournalEntry',
    summary:
      'Returns all that is known of the newest request with this `x-sparring-id`, with this id in its answer or about this business id, or of the `last` one; `format` is json, har, curl or pact.',
    query: ['lane', 'format', 'thumbnails'],
    answer: 'journal-exchange.answer',
    mediaTypes: ['text/x-shellscript'],
    handle: show,
  },
  {
    method: 'GET',
    path: '/journal/{id}/documents/{document}',
    name: 'getJournalDocument',
    summary: 'Returns a document of a request as it was received, when the simulator keeps documents; counted from 0.',
    query: ['lane'],
    mediaTypes: [...Object.values(MEDIA_TYPES), UNKNOWN_TYPE].map(([type]) => type),
    handle: documentOf,
  },
];
