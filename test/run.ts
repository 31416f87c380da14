import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs the compiled tests, a few files at a time, and ends with one plain line, `Tests: N passed, M failed`. A test is
 * one named test of a file; a file that breaks outside of its tests counts as one failure. Each file is started by
 * Node itself: under tap's own runner, every child process of a test loads tap's hooks, which doubles its start.
 */
const root = new URL('../../', import.meta.url).pathname;
const results = join(root, 'test/dist/results.tap');
const builtMark = join(root, 'node_modules/.tap-is-built');
/** How long a test without a limit of its own may take; a busy machine makes every child process slow. */
const TEST_TIMEOUT_SECONDS = 300;
/** What is left running after its tests ends here. */
const FILE_TIMEOUT_MS = 900_000;

/** The files that take longest, started first: a long file at the end would run alone. */
const LONGEST = [
  'pact/verify',
  'fixture-partner',
  'connections',
  'mock-server/cli',
  'pact/pact',
  'rough-network',
  'docs/pages',
  'readme',
  'docs/programs',
];

/**
 * They start hundreds of programs or a browser, and take longer than all others together. Without `TESTS=all`, which is
 * what CI sets, they only run when they are named.
 */
const THOROUGH = [
  'browser/inspector',
  'contracts/generate-checks',
  'contracts/packed',
  'docs/pages',
  'docs/programs',
  'fixture-partner',
  'mock-server/any-input',
  'mock-server/cli',
  'mock-server/exec',
  'mock-server/files',
  'mock-server/life-cycle',
  'mock-server/real-clients',
  'mock-server/rough-network',
  'pact/verify',
  'release',
  'sdk/package',
].map((name) => `${name}.test.js`);

interface FileResult {
  readonly file: string;
  readonly text: string;
  readonly passed: number;
  readonly failed: number;
}

// TypeScript 7 has no JavaScript API, so tap has to be rebuilt once without its TypeScript plugin.
function buildTapOnce(): void {
  if (existsSync(builtMark)) return;
  const { status, stderr } = spawnSync(join(root, 'node_modules/.bin/tap'), ['build'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`tap build failed: ${stderr}`);
  writeFileSync(builtMark, '');
}

function rankOf(file: string): number {
  const at = LONGEST.findIndex((name) => file.includes(name));
  return at < 0 ? LONGEST.length : at;
}

const isLeftOut = (file: string) => process.env['TESTS'] !== 'all' && THOROUGH.includes(file);

function testFiles(filters: readonly string[]): string[] {
  return readdirSync(join(root, 'test/dist'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .filter((file) => (filters.length === 0 ? !isLeftOut(file) : filters.some((filter) => file.includes(filter))))
    .sort((one, other) => rankOf(one) - rankOf(other) || one.localeCompare(other));
}

/** What is wrong: every point that failed, with what TAP says below it. */
function failures(text: string): string {
  const blocks = text.match(/^( *)not ok .*\n(?:\1 {2}---\n[\s\S]*?^\1 {2}\.\.\.\n)?/gm) ?? [text.slice(-2000)];
  return blocks.join('');
}

/** Why tests of a file did not run, each reason once. */
function skippedTests(text: string): ReadonlySet<string> {
  return new Set(
    [...text.matchAll(/^ *ok \d+.* # SKIP (.+)$/gm)].map(([, reason = '']) => reason.replaceAll('\\#', '#')),
  );
}

async function runFile(file: string, env: NodeJS.ProcessEnv): Promise<FileResult> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [join('test/dist', file)], {
    cwd: root,
    env,
    timeout: FILE_TIMEOUT_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  const [code] = await once(child, 'close');
  const points = text.match(/^(?:not )?ok \d+.*$/gm) ?? [];
  const failed = points.filter((point) => point.startsWith('not ok')).length;
  const skipped = points.filter((point) => / # SKIP\b/.test(point)).length;
  const isBroken = code !== 0 || points.length === 0;
  const result = { file, text, passed: points.length - failed - skipped, failed: failed || Number(isBroken) };
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(`${result.failed > 0 ? 'FAIL' : 'ok  '} ${seconds.padStart(5)} s  ${file}\n`);
  for (const line of skippedTests(text)) process.stdout.write(`skip           ${line}\n`);
  if (result.failed > 0) process.stdout.write(failures(text));
  return result;
}

/** Runs every file; the next one starts when one has ended. */
async function runAll(files: readonly string[]): Promise<readonly FileResult[]> {
  const shared = mkdtempSync(join(tmpdir(), 'sparring-tests-'));
  const env = { ...process.env, TAP_TIMEOUT: String(TEST_TIMEOUT_SECONDS), SPARRING_TEST_FOLDER: shared };
  const left = [...files];
  const done: FileResult[] = [];
  const work = async () => {
    for (let file = left.shift(); file !== undefined; file = left.shift()) done.push(await runFile(file, env));
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));
  rmSync(shared, { recursive: true, force: true });
  return done;
}

const filters = process.argv.slice(2);
buildTapOnce();
const done = await runAll(testFiles(filters));
writeFileSync(results, done.map(({ file, text }) => `# test file: ${file}\n${text}`).join(''));
const sum = (key: 'passed' | 'failed') => done.reduce((total, result) => total + result[key], 0);
const leftOut = filters.length === 0 ? THOROUGH.filter(isLeftOut) : [];
for (const file of leftOut) process.stdout.write(`skip           ${file} takes long: TESTS=all npm test runs it\n`);
process.stdout.write(`\nTests: ${sum('passed')} passed, ${sum('failed')} failed\n`);
process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;
