import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../core/user-error.js';

/** More bodies of printed commands than this are not kept. */
const KEPT_FILES = 50;

/** Another command may tidy up at the same time: a file that is gone is old. */
async function ageOf(path: string): Promise<{ path: string; ms: number }> {
  const ms = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  return { path, ms };
}

async function forgetOldest(folder: string): Promise<void> {
  const aged = await Promise.all((await readdir(folder)).map((name) => ageOf(join(folder, name))));
  const old = aged.sort((a, b) => b.ms - a.ms).slice(KEPT_FILES);
  await Promise.all(old.map(({ path }) => rm(path, { force: true })));
}

/** Writes a file that a printed command names into the home, readable by its owner only; returns its path. */
export async function keepRequest(home: string, name: string, bytes: Buffer): Promise<string> {
  const folder = join(home, 'requests');
  const path = join(folder, name);
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(draft, bytes, { mode: 0o600 });
    // whole or not at all: another command may be reading it
    await rename(draft, path);
    await forgetOldest(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`the folder ${folder} cannot be written (${code}); use another --home`);
  }
  return path;
}
