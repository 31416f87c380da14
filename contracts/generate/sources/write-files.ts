import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { repository } from './partner-folders.js';

function currentText(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Files that an earlier run wrote for a partner that is gone. */
function orphans(files: ReadonlyMap<string, string>, isOwn: (path: string) => boolean): readonly string[] {
  const folder = 'contracts/generated/';
  return readdirSync(new URL(folder, repository), { recursive: true, encoding: 'utf8' })
    .map((path) => folder + path.replaceAll('\\', '/'))
    .filter((path) => /\.\w+$/.test(path) && isOwn(path) && !files.has(path))
    .sort();
}

/**
 * Writes generated files and deletes those of partners that are gone; paths are relative to the root of the
 * repository. With `--check` it only compares, and sets exit code 1 when a file is stale.
 * @param isOwn whether a file in `contracts/generated/` is written by this phase
 */
export function writeFiles(files: ReadonlyMap<string, string>, isOwn: (path: string) => boolean): void {
  const stale = [...files].filter(([path, text]) => currentText(new URL(path, repository)) !== text);
  const gone = orphans(files, isOwn);
  const paths = [...stale.map(([path]) => path), ...gone.map((path) => `${path} (its partner is gone)`)].join(', ');
  if (paths === '') return;
  if (process.argv.includes('--check')) {
    process.stderr.write(`stale: ${paths}; run npm run generate\n`);
    process.exitCode = 1;
    return;
  }
  for (const [path, text] of stale) {
    const file = new URL(path, repository);
    mkdirSync(new URL('.', file), { recursive: true });
    writeFileSync(file, text);
  }
  for (const path of gone) rmSync(new URL(path, repository));
  process.stdout.write(`updated ${paths}\n`);
}
