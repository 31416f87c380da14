import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { TAKES_LONG } from './helpers/amount.js';

/**
 * Runs the compiled tests, in as many processes at a time as there are processors, and ends with one plain line,
 * `Tests: N passed, M failed`. A test is one named test of a file; a file that breaks outside of its tests counts as one
 * failure. Node itself starts each process: under tap's own runner, every child process of a test loads tap's hooks,
 * which doubles its start.
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
  'fixture-partner',
  'browser/inspector',
  'pact/verify',
  'mock-server/exec',
  'sdk/package',
  'mock-server/files',
  'generate-checks',
  'life-cycle',
  'mock-server/cli',
  'pact/pact',
  'rough-network',
  'docs/pages',
  'docs/programs',
  'release',
  'connections',
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
  'mock-server/control-cli',
  'mock-server/exec',
  'mock-server/files',
  'mock-server/life-cycle',
  'mock-server/real-clients',
  'mock-server/rough-network',
  'pact/verify',
  'release',
  'sdk/package',
].map((name) => `${name}.test.js`);

/** Small files that share a process, whose start takes longer than most of them. */
const GROUPS = [
  ['mock-server/catalogue', 'mock-server/move-ways'],
  ['mock-server/journal-documents', 'mock-server/wire', 'mock-server/cases'],
  ['mock-server/moves', 'mock-server/move-rules', 'mock-server/journal', 'mock-server/journal-events'],
  [
    'mock-server/assembly',
    'mock-server/core',
    'mock-server/credentials',
    'mock-server/curl-form',
    'mock-server/handle',
  ],
  ['mock-server/judge', 'mock-server/literal-types', 'mock-server/no-body', 'mock-server/control-client'],
  ['mock-server/control', 'sdk/notifications', 'sdk/simulator', 'contracts/vectors'],
  ['contracts/contracts', 'contracts/earlier-answers', 'contracts/limits', 'contracts/outcomes', 'contracts/route'],
].map((names) => names.map((name) => `${name}.test.js`));

interface Result {
  /** The file, or the files of a group. */
  readonly name: string;
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

function rankOf([file = '']: readonly string[]): number {
  const at = LONGEST.findIndex((name) => file.includes(name));
  return at < 0 ? LONGEST.length : at;
}

const filters = process.argv.slice(2);
/** Leaves out what takes long; a file that is named is run whole, and in a process of its own. */
const isQuick = filters.length === 0 && process.env['TESTS'] !== 'all';

const isWanted = (file: string) =>
  filters.length > 0 ? filters.some((filter) => file.includes(filter)) : !(isQuick && THOROUGH.includes(file));

/** The files to run, those of each process together. */
function testFiles(): readonly (readonly string[])[] {
  const wanted = readdirSync(join(root, 'test/dist'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js') && isWanted(file))
    .sort();
  if (filters.length > 0) return wanted.map((file) => [file]);
  const grouped = GROUPS.flat();
  const missing = grouped.filter((file) => !wanted.includes(file));
  if (missing.length > 0) throw new Error(`a group has files that do not exist: ${missing.join(', ')}`);
  const alone = wanted.filter((file) => !grouped.includes(file)).map((file) => [file]);
  return [...GROUPS, ...alone].sort((one, other) => rankOf(one) - rankOf(other));
}

/** What is wrong: every point that failed, with what TAP says below it. */
function failures(text: string): string {
  const blocks = text.match(/^( *)not ok .*\n(?:\1 {2}---\n[\s\S]*?^\1 {2}\.\.\.\n)?/gm) ?? [text.slice(-2000)];
  return blocks.join('');
}

/** Why tests did not run, each reason once and with how many there are. */
function skippedTests(text: string): readonly string[] {
  const counts = new Map<string, number>();
  for (const [, escaped = ''] of text.matchAll(/^ *ok \d+.* # SKIP (.+)$/gm)) {
    const reason = escaped.replaceAll('\\#', '#');
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => (count > 1 ? `${count} tests: ${reason}` : reason));
}

async function runFiles(files: readonly string[], env: NodeJS.ProcessEnv): Promise<Result> {
  const startedMs = performance.now();
  const name = files.join(' ');
  const child = spawn(process.execPath, ['test/dist/group.js', ...files], {
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
  const result = { name, text, passed: points.length - failed - skipped, failed: failed || Number(isBroken) };
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(`${result.failed > 0 ? 'FAIL' : 'ok  '} ${seconds.padStart(5)} s  ${name}\n`);
  for (const line of skippedTests(text)) process.stdout.write(`skip           ${line}\n`);
  if (result.failed > 0) process.stdout.write(failures(text));
  return result;
}

/** Runs everything; the next process starts when one has ended. */
async function runAll(processes: readonly (readonly string[])[]): Promise<readonly Result[]> {
  const shared = mkdtempSync(join(tmpdir(), 'sparring-tests-'));
  const TESTS = isQuick ? 'quick' : 'all';
  const env = { ...process.env, TESTS, TAP_TIMEOUT: String(TEST_TIMEOUT_SECONDS), SPARRING_TEST_FOLDER: shared };
  const left = [...processes];
  const done: Result[] = [];
  const work = async () => {
    for (let files = left.shift(); files !== undefined; files = left.shift()) done.push(await runFiles(files, env));
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));
  rmSync(shared, { recursive: true, force: true });
  return done;
}

buildTapOnce();
const done = await runAll(testFiles());
writeFileSync(results, done.map(({ name, text }) => `# test file: ${name}\n${text}`).join(''));
const sum = (key: 'passed' | 'failed') => done.reduce((total, result) => total + result[key], 0);
for (const file of isQuick ? THOROUGH : []) process.stdout.write(`skip           ${file} ${TAKES_LONG}\n`);
process.stdout.write(`\nTests: ${sum('passed')} passed, ${sum('failed')} failed\n`);
process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;
