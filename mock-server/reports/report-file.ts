import { open, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../core/user-error.js';

/**
 * Runs what writes a file or folder.
 * @throws UserError in one sentence that names it.
 */
export async function orUserError<Result>(what: string, path: string, use: () => Promise<Result>): Promise<Result> {
  try {
    return await use();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`the ${what} ${path} cannot be written (${code}); choose another path`);
  }
}

/** Opens a file for writing without changing it; a file that did not exist does not exist afterwards. */
export async function checkWritable(file: string): Promise<void> {
  try {
    await (await open(file, 'ax')).close();
    await rm(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    await (await open(file, 'a')).close();
  }
}

/** Identifies the file at a path; `undefined` for what takes any number of texts, such as a terminal. */
async function fileAt(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return join(await realpath(dirname(path)), basename(path));
  return found.isFile() ? `${found.dev}:${found.ino}` : undefined;
}

/**
 * Checks before a long run that its reports can be written.
 * @throws UserError naming the one that cannot, or that would replace another one.
 */
export async function checkReports(paths: readonly string[]): Promise<void> {
  const files = new Set<string>();
  for (const path of paths) {
    await orUserError('report', path, () => checkWritable(path));
    const file = await fileAt(path);
    if (file === undefined) continue;
    if (files.has(file)) throw new UserError(`two reports would be written to ${path}; choose another path for one`);
    files.add(file);
  }
}

/**
 * Writes a report to its file.
 * @throws UserError when it cannot be written.
 */
export const writeReport = (path: string, text: string): Promise<void> =>
  orUserError('report', path, () => writeFile(path, text));
