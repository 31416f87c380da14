import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { findParts } from './find-parts.js';
import type { BenchReport } from './print.js';

const bench = new URL('main.js', import.meta.url).pathname;
const isFigure = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value > 0;

t.test('a quick benchmark reports every figure', async (t) => {
  const file = join(t.testdir(), 'report.json');
  await promisify(execFile)(process.execPath, [bench, '--quick', '--json', file]);
  const report = JSON.parse(readFileSync(file, 'utf8')) as BenchReport;
  t.equal(report.loads.length, 4);
  for (const { load, rounds, medianRatio } of report.loads) {
    t.ok(isFigure(medianRatio), `${load} has a ratio`);
    t.ok(rounds.length > 0 && rounds.every(({ simulator, floor }) => simulator.answers === floor.answers));
  }
  t.same(
    report.parser.map(({ medianRatio }) => isFigure(medianRatio)),
    [true, true],
  );
  t.ok(isFigure(report.start.medianRatio));
  t.equal(report.bursts.length, 2);
  t.ok(report.bursts.every(({ concurrent, idleBytes }) => concurrent === 64 && isFigure(idleBytes)));
  t.ok(report.soak.bounded.length > 1 && isFigure(report.soak.bytesPerUpload));
});

t.test('the floor finds the same parts however a body is cut into chunks', async (t) => {
  const head = (name: string, more = '') => `--B0\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`;
  const file = `\xff${'x'.repeat(200)}\r\n--B\r\n--\r\n-B0`;
  const body = Buffer.from(
    `${head('requestNo')}R1\r\n${head('file', '; filename="a.jpg"')}${file}\r\n${head('type')}face\r\n--B0--\r\n`,
    'latin1',
  );
  const found = new Set<string>();
  for (let chunkBytes = 1; chunkBytes <= body.length; chunkBytes++) {
    const parts = findParts('B0');
    for (let at = 0; at < body.length; at += chunkBytes) parts.feed(body.subarray(at, at + chunkBytes));
    found.add(JSON.stringify(parts.end()));
  }
  t.equal(found.size, 1);
  t.match([...found][0], `"fields":{"requestNo":"R1","type":"face"}`);
  t.match([...found][0], `"size":${file.length},"magic":255`);
});
