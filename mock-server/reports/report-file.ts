import { open, rm, writeFile } from 'node:fs/promises';
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

/**
 * Checks before a long run that its reports can be written.
 * @throws UserError naming the one that cannot.
 */
export async function checkReports(paths: readonly string[]): Promise<void> {
  for (const path of paths) await orUserError('report', path, () => checkWritable(path));
}

/**
 * Writes a report to its file.
 * @throws UserError when it cannot be written.
 */
export const writeReport = (path: string, text: string): Promise<void> =>
  orUserError('report', path, () => writeFile(path, text));
