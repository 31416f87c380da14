import { randomBytes } from 'node:crypto';
import { link, lstat, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../core/make-folder.js';
import { UserError } from '../core/user-error.js';

/** The files that are written to a home folder, which may hold a user's own files too. */
export const HOME_FILES = {
  credentials: 'credentials.json',
  /** Contains what is missing from a user's own credentials. */
  generated: 'made.json',
  certificate: 'tls.pem',
  requests: 'requests',
} as const;

const IGNORE_FILE = '.gitignore';
const IGNORE_ALL = '*\n';

/** A file is written under this name first, so that nobody reads half of it. */
const draftOf = (path: string) => `${path}.${randomBytes(6).toString('hex')}`;
const CREDENTIALS_DRAFT = /^(?:credentials|made)\.json\.[0-9a-f]{12}$/;

/** Another process may still be writing a draft that is younger than this, in milliseconds. */
const DRAFT_MS = 60_000;

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/** What stands at a path, without following a symbolic link; `undefined` when there is nothing. */
export async function inspect(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/**
 * Refuses to write through a symbolic link, which may lead to any file of the user.
 * @throws UserError that says what to do.
 */
export async function refuseSymbolicLink(path: string): Promise<void> {
  if ((await inspect(path))?.isSymbolicLink())
    throw new UserError(`${path} is a symbolic link; remove it, or use another --home`);
}

/**
 * Atomically creates a file, readable only by its owner.
 * @returns false when there already is something at the path.
 */
export async function createFile(path: string, text: string): Promise<boolean> {
  const draft = draftOf(path);
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
    await link(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Atomically replaces a file of ours, because another process may be reading it. */
export async function replaceFile(path: string, bytes: Buffer | string, mode: number): Promise<void> {
  await refuseSymbolicLink(path);
  const draft = draftOf(path);
  try {
    await writeFile(draft, bytes, { mode, flag: 'wx' });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

const isOurs = (name: string) =>
  name === IGNORE_FILE || CREDENTIALS_DRAFT.test(name) || Object.values<string>(HOME_FILES).includes(name);

/** Whether a home folder holds files that are not ours. */
export async function isShared(home: string): Promise<boolean> {
  return !(await readdir(home)).every(isOurs);
}

/** Creates a home folder. It is excluded from version control, unless it holds files that are not ours. */
export async function createHome(home: string): Promise<void> {
  await makeFolder(home, 0o700);
  if (await isShared(home)) return;
  await writeFile(join(home, IGNORE_FILE), IGNORE_ALL, { flag: 'wx' }).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
}

async function warnAboutMode(path: string): Promise<string[]> {
  const found = await inspect(path);
  // Windows has no such modes; a symbolic link has none of its own
  const open = process.platform !== 'win32' && found?.isFile() && (found.mode & 0o077) !== 0;
  return open ? [`${path} can be read by other users; run chmod 600 ${path}`] : [];
}

async function warnAboutDraft(path: string): Promise<string[]> {
  const found = await inspect(path);
  if (!found || Date.now() - found.mtimeMs < DRAFT_MS) return [];
  return [`${path} is left over from an interrupted start and contains keys; remove it`];
}

/** What the owner of a home folder should change about it, one sentence each. */
export async function homeWarnings(home: string): Promise<readonly string[]> {
  const names = await readdir(home).catch((): string[] => []);
  const found = await Promise.all([
    ...[HOME_FILES.credentials, HOME_FILES.generated].map((name) => warnAboutMode(join(home, name))),
    ...names.filter((name) => CREDENTIALS_DRAFT.test(name)).map((name) => warnAboutDraft(join(home, name))),
  ]);
  return found.flat();
}
