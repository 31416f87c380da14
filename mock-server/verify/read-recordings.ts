import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../core/user-error.js';
import { RECORDING_VERSION, type Recording } from './recording.js';

const RECORD_AGAIN = 'record again with sparring verify --record, or move the file out of the folder';

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const areTexts = (values: readonly unknown[]) => values.every((value) => typeof value === 'string');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isAnswer(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { partner, operation, case: name, fields } = value;
  return areTexts([partner, operation, name]) && isObject(fields) && areTexts(Object.values(fields));
}

function versionProblem(version: unknown): string | undefined {
  if (version === RECORDING_VERSION) return undefined;
  if (version === undefined) return `has no format version; ${RECORD_AGAIN}`;
  return `has the format version ${JSON.stringify(version)}, but this version of sparring reads version ${RECORDING_VERSION}; update sparring, or ${RECORD_AGAIN}`;
}

/** What is wrong with the content of a recording; `undefined` when it can be compared. */
function problemOf(text: string): string | undefined {
  if (text.trim() === '') return `is empty; ${RECORD_AGAIN}`;
  const found = parse(text);
  if (found === undefined) return `is damaged: it is not JSON; ${RECORD_AGAIN}`;
  if (!isObject(found) || !Array.isArray(found['answers']))
    return `is not a recording from sparring verify --record; move it out of the folder`;
  const { formatVersion, recordedAt, host, answers } = found;
  const version = versionProblem(formatVersion);
  if (version) return version;
  if (typeof recordedAt !== 'string' || Number.isNaN(Date.parse(recordedAt)))
    return `is damaged: recordedAt is not a time; ${RECORD_AGAIN}`;
  if (typeof host !== 'string') return `is damaged: host is not a string; ${RECORD_AGAIN}`;
  if (answers.length === 0) return `contains no answers; ${RECORD_AGAIN}`;
  const broken = answers.findIndex((answer) => !isAnswer(answer));
  return broken < 0 ? undefined : `is damaged: answer ${broken + 1} is not a recorded answer; ${RECORD_AGAIN}`;
}

async function readOne(file: string): Promise<Recording> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  const problem = problemOf(text);
  if (problem) throw new UserError(`${file} ${problem}`);
  return JSON.parse(text) as Recording;
}

/**
 * Reads the recordings in a folder, oldest first.
 * @throws UserError in one sentence when there are none, or one of them cannot be compared.
 */
export async function readRecordings(folder: string): Promise<readonly Recording[]> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  } catch (error) {
    throw new UserError(`the folder ${folder} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  if (names.length === 0)
    throw new UserError(`${folder} contains no recordings; create one with sparring verify --record ${folder}`);
  return Promise.all(names.map((name) => readOne(join(folder, name))));
}
