import type { RequestMessage } from '@sparring/contracts';
import { shellQuote } from '../curl/shell-quote.js';

/** What a case did, in order: a request, or something that no request does, such as setting a state. */
export type RepeatStep = RequestMessage | string;

/** Saves a body that is too long for a command line; returns its path. */
export type SaveBody = (name: string, bytes: Buffer) => Promise<string>;

/** A longer body does not fit on a line that a person would paste. */
const MAX_INLINE_BYTES = 4_000;
const SAVE_IT = 'add --junit <file> or --json <file> to save it beside the report';
/** What curl adds by itself. */
const CURL_HEADERS = ['accept', 'user-agent'];
/** Node sends a Content-Length with every other method, even when there is no body. */
const METHODS_WITHOUT_LENGTH = ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'];

interface BodyWords {
  /** Writes the body to curl's standard input. */
  readonly before: string;
  readonly words: readonly string[];
}

/** `undefined` when the body is too long and is not saved. */
async function bodyWords(
  { method, body }: RequestMessage,
  name: string,
  saveBody: SaveBody | undefined,
): Promise<BodyWords | undefined> {
  if (body.length === 0) {
    return { before: '', words: METHODS_WITHOUT_LENGTH.includes(method) ? [] : ['--data-raw', ''] };
  }
  if (body.length > MAX_INLINE_BYTES)
    return saveBody && { before: '', words: ['--data-binary', `@${await saveBody(name, body)}`] };
  const text = body.toString('latin1');
  // --data-binary would take a text that begins with @ for a file
  if (/^[\x20-\x7e]*$/.test(text)) return { before: '', words: ['--data-raw', text] };
  return { before: `printf %s ${body.toString('base64')} | base64 -d | `, words: ['--data-binary', '@-'] };
}

/** `x;` sends a blank header, and `x:` leaves out what curl would add. */
function headerWords(headers: RequestMessage['headers'], hasData: boolean): readonly string[] {
  const given = Object.keys(headers).map((name) => name.toLowerCase());
  const added = [...CURL_HEADERS, ...(hasData ? ['content-type', 'expect'] : [])];
  return [
    ...Object.entries(headers).map(([name, value]) => (value.trim() === '' ? `${name};` : `${name}: ${value}`)),
    ...added.filter((name) => !given.includes(name)).map((name) => `${name}:`),
  ].flatMap((header) => ['-H', header]);
}

/** Keeps curl from changing the target. */
function urlWords(url: string, target: string): readonly string[] {
  return [
    ...(/[[\]{}]/.test(target) ? ['--globoff'] : []),
    ...(/\/\.\.?(\/|$|\?)/.test(target) ? ['--path-as-is'] : []),
    ...(url.startsWith('https:') ? ['--http1.1'] : []),
    url + target,
  ];
}

/**
 * Writes a shell script that repeats what a case sent, byte for byte and including the signatures, so a partner that
 * checks the time accepts it for a few minutes only.
 * @param name the name of the case, for the files of its bodies
 */
export async function repeatScript(
  url: string,
  name: string,
  steps: readonly RepeatStep[],
  saveBody: SaveBody | undefined,
): Promise<string> {
  const isScript = steps.length > 1;
  const lines = steps.map(async (step, index) => {
    if (typeof step === 'string') return `# ${step.replaceAll('\n', ' ')}`;
    const body = await bodyWords(step, isScript ? `${name}-${index + 1}` : name, saveBody);
    if (!body) return `# the body has ${step.body.length} bytes; ${SAVE_IT}`;
    const { before, words } = body;
    const head = ['curl', '-sS', ...(isScript ? ['-w', '\\n'] : []), '-X', step.method];
    const all = [...head, ...urlWords(url, step.target), ...headerWords(step.headers, words.length > 0), ...words];
    return before + all.map(shellQuote).join(' ');
  });
  return (await Promise.all(lines)).join('\n');
}
