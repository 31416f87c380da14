import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The owner of what stands at a path; `undefined` when nothing does. */
const ownerOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.uid;

/** A folder and those above it, as far as the root of the repository, or else of the file system. */
function* upwardsFrom(folder: string): Generator<string> {
  yield folder;
  const above = dirname(folder);
  if (above !== folder && !existsSync(join(folder, '.git'))) yield* upwardsFrom(above);
}

/**
 * Finds the nearest folder that has one of these files: the given one, or one above it in the same repository. What
 * belongs to another user than the given folder is left out, since anyone can put a file into a folder like `/tmp`.
 * @returns the paths of all these files in that folder; none when there is no such folder
 */
export function findUpwards(names: readonly string[], folder: string): readonly string[] {
  const owner = ownerOf(folder);
  for (const candidate of upwardsFrom(folder)) {
    const paths = names.map((name) => join(candidate, name));
    const found = paths.filter((path) => existsSync(path) && (candidate === folder || ownerOf(path) === owner));
    if (found.length > 0) return found;
  }
  return [];
}
