import type { JournalDocument, JournalExchange } from '../state/journal.js';
import type { ExplainedValue } from './explanation.js';

const sizeOf = (bytes: number) => `${bytes} bytes`;

function describeDocument({ filename, sizeBytes, kind, widthPx, heightPx, contentType }: JournalDocument): string {
  const pixels = widthPx !== null && heightPx !== null ? `, ${widthPx} x ${heightPx} pixels` : '';
  const name = filename === null ? '' : `${filename}, `;
  const type = contentType === null ? '' : `, sent as ${contentType}`;
  return `${name}${sizeOf(sizeBytes)}, ${kind ?? 'of no known format'}${pixels}${type}`;
}

function documentOf({ request }: JournalExchange, name: string): string | null {
  const found = request?.documents.find(({ field }) => field === name);
  return found ? describeDocument(found) : null;
}

function headerOf({ request }: JournalExchange, name: string): string | null {
  const lower = name.toLowerCase();
  return request?.headers.find(([sent]) => sent.toLowerCase() === lower)?.[1] ?? null;
}

/** What was sent in each part of a request that can be wrong. */
const SENT: Readonly<Record<string, (exchange: JournalExchange, name: string) => string | null>> = {
  method: ({ method }) => method,
  path: ({ path }) => path,
  header: headerOf,
  field: (exchange, name) => exchange.request?.fields[name] ?? documentOf(exchange, name),
  document: documentOf,
  body: ({ bodyBytes }) => sizeOf(bodyBytes),
};

/** How each part is named in a sentence. */
const NAMED: Readonly<Record<string, (name: string) => string>> = {
  header: (name) => `the header ${name}`,
  parameter: (name) => `the parameter ${name}`,
  field: (name) => `the field ${name}`,
  document: (name) => (name === '' ? 'the document' : `the document in ${name}`),
  rate: () => 'the rate of requests',
};

/** What of a refused request is wrong, with what was sent. */
export function wrongValue(exchange: JournalExchange): ExplainedValue | null {
  const { wrong } = exchange;
  if (!wrong) return null;
  const { part, name, allowed } = wrong;
  return {
    what: NAMED[part]?.(name ?? '') ?? `the ${part}`,
    sent: SENT[part]?.(exchange, name ?? '') ?? null,
    allowed,
  };
}
