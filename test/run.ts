import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Runs the compiled tests under tap and ends with one plain line, `Tests: N passed, M failed`. A test is
 * one named test of a file; a file that breaks outside of its tests counts as one failure.
 */
const root = new URL('../../', import.meta.url).pathname;
const tap = `${root}node_modules/.bin/tap`;
const output = `${root}test/dist/results.tap`;
const builtMark = `${root}node_modules/.tap-is-built`;

// TypeScript 7 has no JavaScript API, so tap has to be rebuilt once without its TypeScript plugin.
function buildTapOnce(): void {
  if (existsSync(builtMark)) return;
  const { status, stderr } = spawnSync(tap, ['build'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`tap build failed: ${stderr}`);
  writeFileSync(builtMark, '');
}

function testFiles(filters: readonly string[]): string[] {
  return readdirSync(`${root}test/dist`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
    .map((file) => `test/dist/${file}`)
    .sort();
}

/** Named tests are the points one level below their file. */
function count(text: string): { passed: number; failed: number } {
  const points = text.match(/^ {4}(?:not )?ok \d+.*$/gm) ?? [];
  const failed = points.filter((point) => point.trimStart().startsWith('not ok')).length;
  const files = text.match(/^(?:not )?ok \d+.*$/gm) ?? [];
  const brokenFiles = files.filter((point) => point.startsWith('not ok')).length;
  return { passed: points.length - failed, failed: failed > 0 ? failed : brokenFiles };
}

const files = testFiles(process.argv.slice(2));
mkdirSync(`${root}test/dist`, { recursive: true });
rmSync(output, { force: true });
buildTapOnce();
const { status } = spawnSync(tap, ['run', '--reporter=terse', `--output-file=${output}`, ...files], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
});
const { passed, failed } = count(existsSync(output) ? readFileSync(output, 'utf8') : '');
// tap leaves the cursor's escape codes on its last line; ours stands alone
process.stdout.write(`\nTests: ${passed} passed, ${Math.max(failed, status === 0 ? 0 : 1)} failed\n`);
process.exitCode = status === 0 && failed === 0 && passed > 0 ? 0 : 1;
