import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { repository } from './partner-folders.js';

function currentText(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Writes generated files; their paths are relative to the root of the repository. With `--check` it only compares
 * them, and sets exit code 1 when a file is stale.
 */
export function writeFiles(files: ReadonlyMap<string, string>, checkOnly = process.argv.includes('--check')): void {
  const stale = [...files].filter(([path, text]) => currentText(new URL(path, repository)) !== text);
  const paths = stale.map(([path]) => path).join(', ');
  if (checkOnly) {
    if (stale.length === 0) return;
    process.stderr.write(`stale: ${paths}; run npm run generate\n`);
    process.exitCode = 1;
    return;
  }
  for (const [path, text] of stale) {
    const file = new URL(path, repository);
    mkdirSync(new URL('.', file), { recursive: true });
    writeFileSync(file, text);
  }
  if (stale.length > 0) process.stdout.write(`wrote ${paths}\n`);
}
