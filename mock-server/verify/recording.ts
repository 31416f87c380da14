import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnswerMessage, PartnerContract } from '@sparring/contracts';
import { UserError } from '../core/user-error.js';

/** One recorded answer: codes and texts as they are, of everything else only the format. */
export interface RecordedAnswer {
  readonly partner: string;
  readonly operation: string;
  readonly case: string;
  readonly decisions: readonly string[];
  /** The fields of the answer, flattened. */
  readonly fields: Readonly<Record<string, string>>;
}

/** The answers of one target at a point in time. */
export interface Recording {
  readonly recordedAt: string;
  readonly host: string;
  readonly answers: readonly RecordedAnswer[];
}

/** Headers that differ between runs or servers without any meaning for the client. */
const IGNORED_HEADERS = ['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding', 'x-sparring-id'];

const CHARACTER_KINDS: readonly (readonly [string, RegExp])[] = [
  ['0-9', /[0-9]/],
  ['a-f', /[a-f]/],
  ['g-z', /[g-z]/],
  ['A-Z', /[A-Z]/],
];

/** The format of a string: its length and the kinds of characters in it, never the string itself. */
function formatOf(text: string): string {
  const kinds = CHARACTER_KINDS.flatMap(([name, kind]) => (kind.test(text) ? [name] : []));
  const others = [...new Set(text.replace(/[0-9A-Za-z]/g, ''))].sort().slice(0, 8);
  return `${text.length} characters of ${[...kinds, ...others].join(' ')}`;
}

function writtenValue(value: unknown): string {
  return typeof value === 'string' ? formatOf(value) : (JSON.stringify(value) ?? 'nothing');
}

/** Reduces an answer to what can be compared between targets and saved without secrets or ids. */
export function redact(
  contract: PartnerContract,
  { httpStatus, headers, body }: AnswerMessage,
): Record<string, string> {
  const fields: Record<string, string> = { httpStatus: String(httpStatus) };
  for (const name of Object.keys(headers)
    .filter((header) => !IGNORED_HEADERS.includes(header))
    .sort()) {
    const text = String(headers[name]);
    fields[`header ${name}`] = name === 'content-type' ? text : 'present';
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString());
  } catch {
    return { ...fields, body: `not JSON, ${body.length} bytes` };
  }
  const decoded = contract.decode(parsed, httpStatus);
  if (!decoded) return { ...fields, body: "not the partner's envelope" };
  const data = Object.entries(decoded.data).map(([name, value]) => [`body.${name}`, writtenValue(value)]);
  return { ...fields, code: decoded.code, class: decoded.class, text: decoded.text, ...Object.fromEntries(data) };
}

/** Writes a recording to a file named after its time and host; returns its path. */
export async function writeRecording(folder: string, recording: Recording): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    const stamp = recording.recordedAt.replace(/\D/g, '').slice(0, 14);
    const file = join(folder, `${stamp}-${recording.host.replace(/[^\w.-]/g, '_')}.json`);
    await writeFile(file, `${JSON.stringify(recording, null, 2)}\n`);
    return file;
  } catch (error) {
    throw new UserError(`the recording cannot be written to ${folder} (${(error as NodeJS.ErrnoException).code})`);
  }
}

function isRecording(value: unknown): value is Recording {
  const { recordedAt, host, answers } = (value ?? {}) as Partial<Recording>;
  return typeof recordedAt === 'string' && typeof host === 'string' && Array.isArray(answers);
}

async function readOne(file: string): Promise<Recording> {
  const text = await readFile(file, 'utf8');
  try {
    const recording: unknown = JSON.parse(text);
    if (isRecording(recording)) return recording;
  } catch {
    // reported below
  }
  throw new UserError(`${file} is not a recording from sparring verify --record`);
}

/** Reads the recordings in a folder, oldest first; throws a `UserError` when there are none. */
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
