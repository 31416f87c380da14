import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CredentialField, Credentials } from '../core/partner-module.js';
import { inField, UserError } from '../core/user-error.js';
import { partnerModules } from '../generated/partners.js';
import { completeAll } from './complete-credentials.js';
import { createFile, createHome, HOME_FILES, inspect, refuseSpecialFile, replaceFile } from './home-folder.js';
import { merge } from './merge-credentials.js';
import { parseJson } from './parse-json.js';

/** The credentials of every partner, by its name. */
export type AllCredentials = Readonly<Record<string, Credentials>>;

/** The path of the credentials file in a home folder. */
export const credentialsFile = (home: string) => join(home, HOME_FILES.credentials);

/** A header carries these unchanged; surrounding spaces would be trimmed by the receiver. */
const HEADER_TEXT = /^[!-~](?:[ -~]{0,998}[!-~])?$/;

function checkText(partner: string, { title, kind, inHeader }: CredentialField, text: string, source: string): void {
  const what = `${title} of ${partner} in ${source}`;
  if (kind === 'text' && text.trim() === '') throw new UserError(`${what} is blank; remove it to generate one`);
  if (inHeader && !HEADER_TEXT.test(text))
    throw new UserError(
      `${what} cannot be sent as a header; use up to 1,000 printable ASCII characters without surrounding spaces`,
    );
}

function checkTexts(partner: string, texts: unknown, source: string): void {
  const module = partnerModules.find(({ contract }) => contract.name === partner);
  if (!module) {
    const known = partnerModules.map(({ contract }) => contract.name).join(', ');
    const todo = `remove the entry ${partner} from it, or rename it: the partners are ${known}`;
    throw new UserError(`${source} contains the unknown partner ${partner}; ${todo}`);
  }
  if (typeof texts !== 'object' || texts === null) throw new UserError(`${partner} in ${source} is not an object`);
  const names = module.credentialFields.map(({ name }) => name);
  for (const [name, text] of Object.entries(texts)) {
    const field = module.credentialFields.find((candidate) => candidate.name === name);
    if (!field)
      throw new UserError(
        `${source} contains the unknown key ${partner}.${name}; the known ones are ${names.join(', ')}`,
      );
    if (typeof text !== 'string') throw new UserError(`${partner}.${name} in ${source} is not a string`);
    checkText(partner, field, text, source);
  }
}

/**
 * Checks credentials as somebody gave them.
 * @throws UserError in one sentence that names the source.
 */
export function checkShape(value: unknown, source: string): AllCredentials {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UserError(`${source} is not a JSON object`);
  }
  for (const [partner, texts] of Object.entries(value)) checkTexts(partner, texts, source);
  return value as AllCredentials;
}

/** A file that cannot be found is missing, unless a symbolic link says where it should be. */
async function missing(file: string): Promise<undefined> {
  if (!(await inspect(file))?.isSymbolicLink()) return undefined;
  throw new UserError(`${file} is a symbolic link to a file that does not exist; restore the file or remove the link`);
}

async function readFrom(file: string): Promise<AllCredentials | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return missing(file);
    if (code === 'ENOTDIR') throw new UserError(`${dirname(file)} is not a folder; use another --home`);
    throw new UserError(`${file} cannot be read (${code}); fix its permissions, or use another file or --home`);
  }
  try {
    return checkShape(parseJson(text), file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${file} is not JSON; fix it, or remove it to generate new credentials`);
  }
}

/** Reads a file with credentials in a home folder; `undefined` when there is none. */
export async function readCredentials(file: string): Promise<AllCredentials | undefined> {
  await refuseSpecialFile(file);
  return readFrom(file);
}

/**
 * Reads a credentials file in the format of `credentials.json`; it only has to contain what a client needs.
 * @throws UserError in one sentence when the file does not exist or cannot be used.
 */
export async function readCredentialsFile(file: string): Promise<AllCredentials> {
  const credentials = await readFrom(file);
  if (!credentials) throw new UserError(`there is no credentials file ${file}`);
  return credentials;
}

const textOf = (credentials: AllCredentials) => `${JSON.stringify(credentials, null, 2)}\n`;

/** Runs what writes to a home folder. */
async function writeTo<Result>(home: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const todo = code === 'ENOSPC' ? 'free some space, or use another --home' : 'use another --home';
    throw new UserError(`the home folder ${home} cannot be written (${code}); ${todo}`);
  }
}

/** @returns false when another process was faster. */
function saveInHome(home: string, file: string, credentials: AllCredentials): Promise<boolean> {
  return writeTo(home, async () => {
    await createHome(home);
    return createFile(file, textOf(credentials));
  });
}

/** Whether nothing has to be generated: the other key of a pair is derived, or not needed. */
function isComplete(given: AllCredentials): boolean {
  return partnerModules.every(({ contract, credentialFields }) => {
    const isGiven = ({ name }: CredentialField) => given[contract.name]?.[name] !== undefined;
    const hasPair = ({ pair }: CredentialField) =>
      pair !== undefined && credentialFields.some((other) => other.pair === pair && isGiven(other));
    return credentialFields.every((field) => isGiven(field) || hasPair(field));
  });
}

/** Generates a credentials file. If another process was faster, its credentials are used. */
async function generateOnce(home: string, file: string): Promise<AllCredentials> {
  const generated = await completeAll({});
  return (await saveInHome(home, file, generated)) ? generated : ((await readCredentials(file)) ?? generated);
}

const isEmpty = (credentials: AllCredentials) => Object.keys(credentials).length === 0;

/** What of `all` is not in `known`. */
function difference(all: AllCredentials, known: AllCredentials): AllCredentials {
  const missing = partnerModules.map(({ contract: { name } }) => {
    const fields = Object.entries(all[name] ?? {}).filter(([field]) => known[name]?.[field] === undefined);
    return [name, Object.fromEntries(fields)] as const;
  });
  return Object.fromEntries(missing.filter(([, fields]) => Object.keys(fields).length > 0));
}

/**
 * Completes what a user wrote with what was generated before. What is still missing is generated and saved in the
 * same file, which never repeats what the user wrote.
 */
async function completeWritten(home: string, written: AllCredentials): Promise<AllCredentials> {
  const file = join(home, HOME_FILES.generated);
  const stored = await readCredentials(file);
  const complete = await completeAll(merge(stored ?? {}, written));
  const generated = difference(complete, written);
  if (isEmpty(difference(generated, stored ?? {}))) return complete;
  if (stored) await writeTo(home, () => replaceFile(file, textOf(generated), 0o600));
  else if (!(await saveInHome(home, file, generated))) return completeWritten(home, written);
  return complete;
}

/**
 * Completes credentials that a program provides, without a home folder.
 * @param seed as in `completeAll`
 * @throws UserError in one sentence when one cannot be used.
 */
export async function providedCredentials(given: AllCredentials, seed?: string): Promise<AllCredentials> {
  return completeAll(
    inField('credentials', () => checkShape(given, 'the credentials option')),
    seed,
  );
}

/**
 * The credentials of a home folder, generated and saved there on first use. A file that a user wrote is never
 * overwritten: what it omits is generated once and saved in a second file. `given` (from the environment)
 * overrides both and is not saved.
 * @throws UserError in one sentence when the home folder or a key cannot be used.
 */
export async function homeCredentials(home: string, given: AllCredentials = {}): Promise<AllCredentials> {
  const above = checkShape(given, 'the environment');
  const file = credentialsFile(home);
  const written = await readCredentials(file);
  const known = merge(written ?? {}, above);
  if (isComplete(known)) return completeAll(known); // the folder need not even exist
  const below = written ? await completeWritten(home, written) : await generateOnce(home, file);
  return completeAll(merge(below, above));
}
