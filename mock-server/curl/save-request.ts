import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../core/user-error.js';

/** How many bodies of printed commands are kept. */
const MAX_FILES = 50;

/** The modification time of a file; 0 when another command has just deleted it. */
async function ageOf(path: string): Promise<{ path: string; ms: number }> {
  const ms = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  return { path, ms };
}

async function deleteOldest(folder: string): Promise<void> {
  const aged = await Promise.all((await readdir(folder)).map((name) => ageOf(join(folder, name))));
  const old = aged.sort((a, b) => b.ms - a.ms).slice(MAX_FILES);
  await Promise.all(old.map(({ path }) => rm(path, { force: true })));
}

/** Saves a file for a printed command in the home folder, readable only by its owner; returns its path. */
export async function saveRequest(home: string, name: string, bytes: Buffer): Promise<string> {
  const folder = join(home, 'requests');
  const path = join(folder, name);
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(draft, bytes, { mode: 0o600 });
    // atomically, because another command may be reading it
    await rename(draft, path);
    await deleteOldest(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`the folder ${folder} cannot be written (${code}); use another --home`);
  }
  return path;
}
