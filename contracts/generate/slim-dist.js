import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes compiled output smaller before it is packed: declarations keep the literal types that a caller can
 * use (codes, classes) and not those of whole sentences; indentation becomes one tab a level, and none in
 * generated validators; modules that hold types only are left out.
 * Run by `prepack`: `node slim-dist.js <folder>`.
 */
const SENTENCE = /^(\s*readonly \w+: )(["'])[^"']*[ /][^"']*\2;$/;

const tabs = (line) => line.replace(/^(?: {4})+/, (indent) => '\t'.repeat(indent.length / 4));
const none = (line) => line.trimStart();

/** A line within a template literal or a comment is left as it is. */
const isPlain = (text) => !text.split('\n').some((line) => (line.match(/`/g)?.length ?? 0) % 2 === 1);

function slim(path, text) {
  const lines = text.split('\n').map((line) => (path.endsWith('.d.ts') ? line.replace(SENTENCE, '$1string;') : line));
  return (isPlain(text) ? lines.map(path.endsWith('validate.js') ? none : tabs) : lines).join('\n');
}

const [folder = 'dist'] = process.argv.slice(2);
for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
  if (!/\.(js|d\.ts)$/.test(name)) continue;
  const path = join(folder, name);
  const text = readFileSync(path, 'utf8');
  // a module of types only is never loaded; those at the top may be entry points
  if (name.includes('/') && text.trim() === 'export {};') rmSync(path);
  else writeFileSync(path, slim(path, text));
}
