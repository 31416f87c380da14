import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Prepaidify } from '@sparring/sdk/prepaidify';

/**
 * What the SDK costs: its import, and an upload of 5 MiB beside a bare `fetch` of as many bytes. Figures
 * are reported, never asserted: they belong to the machine. Run by `npm run bench:sdk`.
 */
const FILE_BYTES = 5 * 1024 * 1024;
const ROUNDS = 41;
const ACCEPTED = JSON.stringify({
  code: '0',
  msg: 'SUCCESS',
  model: null,
  traceId: '0'.repeat(32),
  success: true,
  error: false,
});

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
const print = (line: string) => process.stdout.write(`${line}\n`);

/** The server runs in a process of its own, so that its memory and its time are not the SDK's. */
function serve(): void {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end(ACCEPTED));
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

async function startServer(): Promise<{ url: string; child: ChildProcess }> {
  const child = fork(fileURLToPath(import.meta.url), ['serve']);
  const port = await new Promise((resolve) => child.once('message', resolve));
  return { url: `http://127.0.0.1:${String(port)}`, child };
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await act();
  return performance.now() - startedMs;
}

/** The most memory outside of the heap that an act holds at once, beyond what was there before. */
async function peakBytes(act: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  const before = process.memoryUsage().arrayBuffers;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().arrayBuffers);
  });
  let running = true;
  const spin = () => {
    peak = Math.max(peak, process.memoryUsage().arrayBuffers);
    if (running) setImmediate(spin);
  };
  spin();
  await act();
  running = false;
  clearInterval(watch);
  return peak - before;
}

function importMs(code: string): string {
  const once = () => {
    const script = `const at = performance.now(); ${code}; process.stdout.write(String(performance.now() - at));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      cwd: fileURLToPath(new URL('../../../', import.meta.url)),
    });
    return Number(stdout);
  };
  const took = Array.from({ length: 15 }, once);
  return `${median(took).toFixed(1)} ms, ${Math.min(...took).toFixed(1)} at best`;
}

function reportImports(): void {
  const names = ['crypto', 'fs/promises', 'path', 'timers/promises', 'url'];
  const builtIns = `await Promise.all(${JSON.stringify(names)}.map((name) => import('node:' + name)))`;
  print(`import of the built-ins that the SDK uses: ${importMs(builtIns)}`);
  for (const name of ['@sparring/sdk/worldfirst', '@sparring/sdk/prepaidify', '@sparring/sdk']) {
    print(`import of ${name}, built-ins included: ${importMs(`await import('${name}')`)}`);
  }
}

async function reportUploads(url: string, path: string, bytes: Buffer<ArrayBuffer>): Promise<void> {
  const client = new Prepaidify({ baseUrl: url, accessKey: 'key', secretKey: 'secret' });
  const upload = (file: Buffer | string) => () => client.uploadPhoto({ requestNo: 'R-1', type: 'face', file });
  const bare = async () => (await fetch(url, { method: 'POST', body: bytes })).text();
  const acts = { 'a bare fetch': bare, 'the SDK with a Buffer': upload(bytes), 'the SDK with a path': upload(path) };
  const times = new Map<string, number[]>(Object.keys(acts).map((name) => [name, []]));
  for (let round = -3; round < ROUNDS; round++) {
    for (const [name, act] of Object.entries(acts)) {
      const tookMs = await timed(act);
      if (round >= 0) times.get(name)?.push(tookMs);
    }
  }
  const bareMs = median(times.get('a bare fetch') ?? []);
  for (const [name, act] of Object.entries(acts)) {
    const tookMs = median(times.get(name) ?? []);
    const peaks: number[] = [];
    for (let round = 0; round < 9; round++) peaks.push(await peakBytes(act));
    const peak = median(peaks);
    print(
      `5 MiB by ${name}: ${tookMs.toFixed(1)} ms, ${(tookMs / bareMs).toFixed(2)} of a bare fetch; ` +
        `at most ${mib(peak)} more held, ${(peak / FILE_BYTES).toFixed(1)} of the file`,
    );
  }
}

async function main(): Promise<void> {
  if (process.argv[2] === 'serve') return serve();
  print(`Node ${process.version}; medians`);
  reportImports();
  const folder = mkdtempSync(join(tmpdir(), 'sparring-bench-'));
  const path = join(folder, 'face.jpg');
  const bytes = Buffer.alloc(FILE_BYTES);
  bytes.set([0xff, 0xd8, 0xff]);
  writeFileSync(path, bytes);
  const { url, child } = await startServer();
  try {
    await reportUploads(url, path, bytes);
  } finally {
    child.kill();
    rmSync(folder, { recursive: true });
  }
}

await main();
