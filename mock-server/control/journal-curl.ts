import { findOperation, findPartner } from '../config/find-partner.js';
import { UserError } from '../core/user-error.js';
import { shellQuote } from '../curl/shell-quote.js';
import { DEFAULT_LANE } from '../lanes/lanes.js';
import type { JournalDocument, JournalExchange, JournalRequest } from '../state/journal.js';

/** Where the simulator is that has the entry. */
export interface CurlExport {
  /** As the caller of the control API reached it, without a path. */
  readonly url: string;
  /** Whether the control API requires a token. */
  readonly needsToken: boolean;
  readonly exchange: JournalExchange;
}

/** What is said where a value is not in the journal. */
const isHidden = (text: string) => /^<\d+ characters>$/.test(text);

/** The name of a file for a document; its own can be that of a person. */
function fileOf({ id }: JournalExchange, { filename, kind }: JournalDocument): string {
  const [ending] = /\.[A-Za-z0-9]{1,5}$/.exec(filename ?? '') ?? [`.${kind === 'jpeg' ? 'jpg' : (kind ?? 'bin')}`];
  return `sparring-${id}${ending}`;
}

interface Part {
  /** Lines before the command. */
  readonly lines: readonly string[];
  readonly words: readonly string[];
}

/** The document, from the journal if it is kept, or else the user's own. */
function documentPart({ url, needsToken, exchange }: CurlExport, { documents }: JournalRequest): Part {
  const [document, ...others] = documents;
  if (!document) return { lines: [], words: [] };
  const { kept, kind, sizeBytes, sha256, crc32 } = document;
  const file = fileOf(exchange, document);
  const more = others.length > 0 ? [`# ${others.length} more documents are left out.`] : [];
  const words = ['--file', file];
  if (kept) {
    const from = `${url}/_sparring/journal/${exchange.id}/documents/0`;
    const token = needsToken ? ' -H "Authorization: Bearer $SPARRING_TOKEN"' : '';
    return { lines: [...more, `curl -sSf${token} -o ${shellQuote(file)} ${shellQuote(from)}`], words };
  }
  const digest = sha256 === null ? `CRC-32 ${crc32}` : `SHA-256 ${sha256}`;
  const lines = [
    `# The document is not kept: ${kind ?? 'of no known kind'}, ${sizeBytes} bytes, ${digest}. Put it into ${file},`,
    '# or start the simulator with --keep-documents and send the request again.',
  ];
  return { lines: [...more, ...lines], words };
}

/** The fields that are texts; a value that is not in the journal is left to the user. */
function fieldsPart({ fields, documents }: JournalRequest): Part {
  const texts = Object.entries(fields).filter(([name]) => !documents.some(({ field }) => field === name));
  const lines = texts
    .filter(([, text]) => isHidden(text))
    .map(
      ([name, text]) =>
        `# The value of ${name} is not kept, ${text.slice(1, -1)}: a made-up one is sent, unless you add ${name}=<value>.`,
    );
  return { lines, words: texts.filter(([, text]) => !isHidden(text)).map(([name, text]) => `${name}=${text}`) };
}

/** The values of the path template in a path. */
function parametersOf(template: string, path: string): readonly string[] {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const pattern = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '([^/]+)');
  const [, ...values] = new RegExp(`^${pattern}$`).exec(path) ?? [];
  return names.map((name, index) => `${name}=${decodeURIComponent(values[index] ?? '')}`);
}

/** The caller of the request, if it is not that of the default lane. */
function callerLines({ url, exchange: { lane } }: CurlExport): readonly string[] {
  if (lane === DEFAULT_LANE) return [];
  return [`eval "$(npx sparring lanes show ${shellQuote(lane)} --url ${shellQuote(url)})"`];
}

/** The names of query parameters, whose values are not in the journal. */
function queryLines({ target }: JournalRequest): readonly string[] {
  const [, query] = /\?(.+)$/s.exec(target) ?? [];
  if (query === undefined) return [];
  const names = query.split('&').flatMap((pair) => (pair.includes('=') ? [pair.split('=', 1)[0]] : []));
  return [`# The query is not kept; it had ${names.length === 0 ? 'no names' : names.join(', ')}.`];
}

/**
 * Writes a shell script that sends a request again, correctly signed now: a signature is only valid for a few minutes,
 * and the journal has none.
 * @throws UserError when no operation has the method and path, so that nothing can be signed.
 */
export function writeCurl(input: CurlExport): string {
  const { url, exchange } = input;
  const { id, partner, operation, method, path, code, request, move } = exchange;
  if (partner === null || operation === null) {
    throw new UserError(`the entry ${id} is for no operation, so there is no way to sign it`, 'format', {
      code: 'unsuitable-entry',
    });
  }
  const { path: template, methods } = findOperation(findPartner(partner), operation);
  const head = `# ${method} ${path}, answered with ${code}: the same request, signed again when this runs.`;
  const unread = '# Its body was not read, or is not kept any more: this one is made up.';
  const isUnread = !request || request.contentSha256 === null;
  const document = request ? documentPart(input, request) : { lines: [], words: [] };
  const fields = request ? fieldsPart(request) : { lines: [], words: [] };
  const words = [
    ...['npx', 'sparring', 'curl', partner, operation, ...parametersOf(template, path), ...fields.words],
    ...(method === methods[0] ? [] : ['--method', method]),
    ...(move?.by === 'header' ? ['--move', move.text] : []),
    ...document.words,
    ...['--url', url],
  ];
  const command = `${words.map(shellQuote).join(' ')} | sh`;
  const query = request ? queryLines(request) : [];
  const before = [...(isUnread ? [unread] : []), ...query, ...fields.lines, ...document.lines, ...callerLines(input)];
  return [head, ...before, command, ''].join('\n');
}
