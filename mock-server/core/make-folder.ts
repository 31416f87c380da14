import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/** @throws the system's error when a folder cannot be created; one that exists is as good. */
async function makeOne(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    const exists = codeOf(error) === 'EEXIST' && (await stat(path)).isDirectory();
    if (!exists) throw error;
  }
}

/**
 * Creates a folder and those above it. The `recursive` of Node never ends where the system has no such file even
 * though the folder above exists, as in `/proc`.
 * @throws the system's error when that is not possible.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  try {
    await makeOne(path, mode);
  } catch (error) {
    const above = dirname(path);
    if (codeOf(error) !== 'ENOENT' || above === path) throw error;
    await makeFolder(above, mode);
    await makeOne(path, mode);
  }
}
