import { readFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Config } from '../../config/config.js';
import { credentialsFile } from '../../config/credentials.js';
import { readSettingArguments } from '../../config/settings.js';
import { UserError } from '../../core/user-error.js';
import type { Explanation } from '../../explain/explanation.js';
import { readSavedRequest } from '../../explain/read-saved-request.js';
import { headerOf, type SavedRequest } from '../../explain/saved-request.js';
import { partnerModules } from '../../generated/partners.js';
import { MOVE_HEADER } from '../../moves/choose-move.js';
import { type Simulator, startSimulator } from '../../server/simulator.js';
import { isUsableTime } from '../../state/clock.js';

/** What is asked about a saved request. */
export interface SavedInput {
  readonly request: string;
  /** Of a HAR file, the number of the entry from 1. */
  readonly entry?: number;
  readonly set: readonly string[];
}

/** An explanation, and what it assumes. */
export interface JudgedSaved {
  readonly explanation: Explanation;
  /** A sentence each. */
  readonly notes: readonly string[];
}

const isOurs = (target: string) => partnerModules.some(({ contract }) => target.startsWith(contract.pathPrefix));

async function readSaved(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`the request ${path} cannot be read (${code}); use the path of a raw HTTP request or of HAR`);
  }
}

/** Sends a request as it was saved; a move in it asks for nothing. Returns the x-sparring-id of the answer. */
async function send(url: string, { method, target, headers, body }: SavedRequest): Promise<string> {
  const { hostname, port } = new URL(url);
  const own = [
    ['host', `${hostname}:${port}`],
    ['connection', 'close'],
    ...(body.length > 0 || !/^(?:GET|HEAD|DELETE)$/.test(method) ? [['content-length', String(body.length)]] : []),
  ];
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = httpRequest({ hostname, port, method, path: target, headers: [...headers, ...own].flat() as never });
    sent.once('response', resolve).once('error', reject).end(body);
  });
  const { 'x-sparring-id': id } = answer.headers;
  const answered = await text(answer);
  if (typeof id === 'string') return id;
  throw new UserError(
    `the request belongs to no partner: ${JSON.parse(answered).error?.message ?? answered.slice(0, 200)}`,
  );
}

/** Reads a time as clients write it: Unix time in seconds or milliseconds, or ISO 8601. */
function readTime(written: string | null | undefined): Date | undefined {
  if (!written) return undefined;
  const ms = /^\d+$/.test(written) ? Number(written) * (written.length > 11 ? 1 : 1000) : Date.parse(written);
  return isUsableTime(ms) ? new Date(ms) : undefined;
}

/** When the request was made: it is judged by its own clock, not by when somebody asks. */
async function timeOf(
  simulator: Simulator,
  saved: SavedRequest,
): Promise<readonly [at: Date | undefined, note: string]> {
  const id = await send(simulator.url, saved);
  const signedAt = readTime((await simulator.journalEntry(id))?.request?.signedTime);
  if (signedAt) return [signedAt, 'the time at which it was signed'];
  return saved.sentAt ? [saved.sentAt, 'the time at which it was sent'] : [undefined, 'now, because it has no time'];
}

function notesOf(saved: SavedRequest, home: string, clock: string): readonly string[] {
  const asks = headerOf(saved.headers, MOVE_HEADER) !== undefined;
  return [
    `judged with the credentials in ${credentialsFile(home)} (or the environment), and nothing stored before`,
    `the clock was at ${clock}`,
    ...(asks ? [`the header ${MOVE_HEADER} was ignored`] : []),
    ...saved.notes,
  ];
}

/**
 * Judges a saved request as a simulator does that has just been started, on a free port of this machine.
 * @throws UserError when the file cannot be read as a request, or belongs to no partner.
 */
export async function judgeSaved({ request, entry, set }: SavedInput, config: Config): Promise<JudgedSaved> {
  const saved = readSavedRequest(await readSaved(request), { file: request, isOurs, entry });
  const settings = readSettingArguments(set);
  const { home, credentials } = config;
  const simulator = await startSimulator({ home, credentials, settings, moves: [] });
  try {
    const [at, which] = await timeOf(simulator, saved);
    await simulator.reset();
    if (at) {
      simulator.clock.freeze();
      simulator.clock.set(at);
    }
    const explanation = await simulator.explain(await send(simulator.url, saved));
    if (!explanation) throw new Error('the journal has no entry of the request');
    const { now } = simulator.clock.state();
    return { explanation, notes: notesOf(saved, home, `${now}, ${which}`) };
  } finally {
    await simulator.close();
  }
}
