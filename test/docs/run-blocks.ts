import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { clientVariables } from '#simulator/config/client-variables.js';
import { type Ended, folderFor, run, shell, started } from '../helpers/command.js';
import { simulatorFor } from '../helpers/simulator.js';
import { type Block, expectation } from './markdown.js';

const root = new URL('../../../', import.meta.url).pathname;

/** What runs this test has installed, and has started the simulator: readme.test.ts does both commands' second half. */
const INSTALLS = ['npm ci --omit=dev && npm start', 'npm ci && npm test'];

/** What the blocks of a page run with. */
interface Surroundings {
  readonly url: string;
  /** For `sparring` and curl. */
  readonly env: Readonly<Record<string, string>>;
  /** As `sparring env` prints them. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Runs a block to its end. */
type Runner = (t: Test, code: string, surroundings: Surroundings) => Promise<Ended>;

/** Compiles a program as a user would, and runs what comes out. */
const runTypeScript: Runner = async (t, code, { env, variables }) => {
  const folder = folderFor(t, 'block');
  mkdirSync(folder);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'block.ts'), code);
  const options = '--strict --target es2023 --module nodenext --types node --outDir out'.split(' ');
  const compiled = await run([join(root, 'node_modules/.bin/tsc'), ...options, 'block.ts'], { cwd: folder });
  if (compiled.code !== 0) return { ...compiled, stderr: compiled.stdout };
  return run([process.execPath, 'out/block.js'], { cwd: folder, env: { ...env, ...variables } });
};

/** Starts what a command starts, on a free port in place of a fixed one, and ends it. */
async function startAndStop(t: Test, words: string): Promise<Ended> {
  const args = words.replace(/\b401\d\b/g, '0').split(' ');
  const command = await started(t, [...args, '--home', folderFor(t)]);
  return { code: await command.stop(), stdout: 'started', stderr: '' };
}

const runShell: Runner = (t, code, { url, env }) => {
  const [, words] = /^(?:npm start -- |npx sparring start )([^\n]*)$/.exec(code) ?? [];
  return words === undefined ? shell(code.replaceAll('http://127.0.0.1:4010', url), { env }) : startAndStop(t, words);
};

const RUNNERS: Readonly<Record<string, Runner>> = {
  sh: runShell,
  js: (_t, code, { env, variables }) =>
    shell('exec node --input-type=module', { env: { ...env, ...variables }, input: code }),
  ts: runTypeScript,
  json: async (_t, code) => ({ code: 0, stdout: String(JSON.parse(code)), stderr: '' }),
};

/** The languages whose blocks are run, or parsed. */
export const RUN_LANGUAGES = Object.keys(RUNNERS);

/** Runs the blocks of a page from top to bottom against a simulator of its own, and compares what they print. */
export async function runBlocks(
  t: Test,
  blocks: readonly Block[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const { url, credentials } = await simulatorFor(t);
  const variables = Object.fromEntries(clientVariables(url, credentials, { format: 'pem', type: 'pkcs8' }));
  const surroundings = { url, variables, env: { ...env, SPARRING_BASE_URL: url } };
  for (const { language, code, prints, notRun } of blocks) {
    const runner = RUNNERS[language];
    if (!runner || notRun !== undefined || INSTALLS.includes(code)) continue;
    const ended = await runner(t, code, surroundings);
    t.same([ended.code, ended.stderr], [0, ''], code);
    if (prints !== undefined) t.match(ended.stdout, expectation(prints.replaceAll('http://127.0.0.1:4010', url)), code);
  }
}
