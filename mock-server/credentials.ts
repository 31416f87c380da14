import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Credentials, PartnerModule } from './core/partner.js';
import { partnerModules } from './partners/index.js';
import { StartError } from './start-error.js';

/** The credentials of every partner, by its name. */
export type AllCredentials = Readonly<Record<string, Credentials>>;

const FILE_NAME = 'credentials.json';

/** The path of the credentials file in a home. */
export const credentialsFile = (home: string) => join(home, FILE_NAME);

function checkTexts(partner: string, texts: object, source: string): void {
  const module = partnerModules.find(({ contract }) => contract.name === partner);
  if (!module) throw new StartError(`${source} names the unknown partner ${partner}`);
  const names = module.credentialFields.map(({ name }) => name);
  for (const [name, text] of Object.entries(texts)) {
    if (!names.includes(name)) throw new StartError(`${source} has ${partner}.${name}; known are ${names.join(', ')}`);
    if (typeof text !== 'string') throw new StartError(`${partner}.${name} in ${source} is not a text`);
  }
}

function checkShape(value: unknown, source: string): AllCredentials {
  if (typeof value !== 'object' || value === null) throw new StartError(`${source} is not a JSON object`);
  for (const [partner, texts] of Object.entries(value)) checkTexts(partner, texts ?? {}, source);
  return value as AllCredentials;
}

async function readFileIfThere(file: string): Promise<AllCredentials | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new StartError(`${file} cannot be read (${code}); mend its permissions or name another`);
  }
  try {
    return checkShape(JSON.parse(text), file);
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`${file} is not JSON; mend it, or remove it and new credentials are made`);
  }
}

const readHome = (home: string) => readFileIfThere(credentialsFile(home));

/**
 * Reads credentials of the shape of `credentials.json`; only what a client needs must be in it.
 * @throws StartError in one sentence when it is not there or cannot be used.
 */
export async function readCredentialsFile(file: string): Promise<AllCredentials> {
  const credentials = await readFileIfThere(file);
  if (!credentials) throw new StartError(`there is no credentials file ${file}`);
  return credentials;
}

/** Writes a file that only its owner can read, whole or not at all; false when it was there already. */
async function writeOnce(file: string, text: string): Promise<boolean> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft);
  }
}

async function keepInHome(home: string, credentials: AllCredentials): Promise<boolean> {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    await writeFile(join(home, '.gitignore'), '*\n');
    return await writeOnce(credentialsFile(home), `${JSON.stringify(credentials, null, 2)}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(`the home ${home} cannot be written (${code}); take another --home`);
  }
}

/** Makes every partner's missing credentials, all partners at once. */
export async function completeAll(given: AllCredentials): Promise<AllCredentials> {
  const complete = async ({ contract, completeCredentials }: PartnerModule) =>
    [contract.name, await completeCredentials(given[contract.name] ?? {})] as const;
  return Object.fromEntries(await Promise.all(partnerModules.map(complete)));
}

function merge(below: AllCredentials, above: AllCredentials): AllCredentials {
  const names = partnerModules.map(({ contract }) => contract.name);
  return Object.fromEntries(names.map((name) => [name, { ...below[name], ...above[name] }]));
}

function isComplete(stored: AllCredentials): boolean {
  return partnerModules.every(({ contract, credentialFields }) =>
    credentialFields.every(({ name }) => stored[contract.name]?.[name] !== undefined),
  );
}

/**
 * The credentials of a home; made and kept there on first use. `given` (from the environment) goes over
 * the file's and is not kept. A file that holds only some of them is completed in memory: a file that a
 * user wrote is never written over.
 * @throws StartError in one sentence when the home or a key cannot be used.
 */
export async function homeCredentials(home: string, given: AllCredentials = {}): Promise<AllCredentials> {
  const stored = await readHome(home);
  if (stored) return completeAll(merge(stored, checkShape(given, 'the environment')));
  const made = await completeAll({});
  const kept = await keepInHome(home, made);
  // another start was faster: its credentials are the home's
  const current = kept ? made : ((await readHome(home)) ?? made);
  return completeAll(merge(current, checkShape(given, 'the environment')));
}

/** Whether a home's file holds everything, so that the next start has the same credentials. */
export async function homeIsComplete(home: string): Promise<boolean> {
  const stored = await readHome(home);
  return stored !== undefined && isComplete(stored);
}
