import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { HOME_FILES, inspect, refuseSymbolicLink, replaceFile } from '../config/home-folder.js';
import { makeFolder } from '../core/make-folder.js';
import { UserError } from '../core/user-error.js';

/** How many files of printed commands are kept, and for how many milliseconds. */
const MAX_FILES = 50;
const MAX_AGE_MS = 24 * 3_600_000;

/** The names that we give, also while a file is being written; a user's files in the folder have others. */
const OUR_NAME = /^sparring-.+-[0-9a-f]{12}\.[a-z]+(?:\.[0-9a-f]{12})?$/;

/** The folder for the files of printed commands. */
export const requestsFolder = (home: string) => join(home, HOME_FILES.requests);

/** The name depends on the content, so that no command changes the body that an earlier one signed. */
function fileName(name: string, bytes: Buffer): string {
  const { name: base, ext } = parse(name);
  return `sparring-${base}-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}${ext}`;
}

interface SavedFile {
  readonly path: string;
  readonly modifiedMs: number;
}

/** Our files in the folder, newest first; another command may delete one at the same time. */
async function savedFiles(folder: string): Promise<readonly SavedFile[]> {
  const names = (await inspect(folder))?.isDirectory() ? await readdir(folder) : [];
  const found = await Promise.all(
    names
      .filter((name) => OUR_NAME.test(name))
      .map(async (name) => ({ name, stats: await inspect(join(folder, name)) })),
  );
  return found
    .flatMap(({ name, stats }) => (stats?.isFile() ? [{ path: join(folder, name), modifiedMs: stats.mtimeMs }] : []))
    .sort((left, right) => right.modifiedMs - left.modifiedMs);
}

async function remove(files: readonly SavedFile[]): Promise<void> {
  await Promise.all(files.map(({ path }) => rm(path, { force: true })));
}

/** Removes the files of printed commands that are older than 24 hours, and all but the newest 50. */
export async function removeOldRequests(home: string): Promise<void> {
  const files = await savedFiles(requestsFolder(home));
  const isOld = ({ modifiedMs }: SavedFile) => Date.now() - modifiedMs > MAX_AGE_MS;
  await remove(files.filter((file, index) => index >= MAX_FILES || isOld(file)));
}

/**
 * Removes the files of all printed commands, which then no longer work.
 * @returns how many there were.
 * @throws UserError when the folder is a symbolic link.
 */
export async function removeRequests(home: string): Promise<number> {
  const folder = requestsFolder(home);
  await refuseSymbolicLink(folder);
  const files = await savedFiles(folder);
  await remove(files);
  return files.length;
}

/**
 * Saves a file for a printed command in the home folder, readable only by its owner; returns its path.
 * @throws UserError when the folder cannot be used.
 */
export async function saveRequest(home: string, name: string, bytes: Buffer): Promise<string> {
  const folder = requestsFolder(home);
  const path = join(folder, fileName(name, bytes));
  await refuseSymbolicLink(folder);
  try {
    await makeFolder(folder, 0o700);
    await replaceFile(path, bytes, 0o600);
    await removeOldRequests(home);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`the folder ${folder} cannot be written (${code}); use another --home`);
  }
  return path;
}
