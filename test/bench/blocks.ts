import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Simulator } from 'sparring';
import { openConnection, wireBytes } from '../helpers/connection.js';
import { signedUpload } from '../helpers/prepaidify.js';
import { signedSubmit, type WireRequest } from '../helpers/worldfirst.js';
import { median } from './median.js';

/** How long one request keeps the process from everything else. */
export interface BlockReport {
  /** A plain request of the same size, in milliseconds. */
  readonly plainMs: number;
  readonly targetMs: number;
  /** Requests that are meant to be expensive, and how much longer than a plain one they block. */
  readonly requests: readonly { readonly name: string; readonly beyondMs: number }[];
}

type Target = Pick<Simulator, 'url' | 'credentials'>;

const JSON_BYTES = 8 * 1024 * 1024;
const TARGET_MS = 50;
const BOUNDARY = 'sparring-bench-boundary';
const REST = '"attachmentType":"ID_CARD_BACK_SIDE","attachmentId":"A","attachmentContent":"iVBORw0KGgoAAAAA"}';

/** JSON of the largest size that is read, filled with one piece. */
const filled = (before: string, piece: string, after: string) =>
  before + piece.repeat(Math.floor((JSON_BYTES - before.length - after.length) / piece.length)) + after;

/** Any JSON that names hundreds of thousands of fields. */
const distinctNames = () => `{${Array.from({ length: 650_000 }, (_, at) => `"k${at}":1`).join()}}`;

const JSON_BODIES: Readonly<Record<string, () => string>> = {
  'nested lists': () => '['.repeat(JSON_BYTES),
  'nested objects': () => filled('', '{"a":', ''),
  'empty objects': () => filled('[', '{},', '{}]'),
  'distinct names': distinctNames,
  numbers: () => filled('{"x":[', '1,', `1],${REST}`),
  'escaped quotes': () => filled('{"x":"', '\\"', `",${REST}`),
  'white space': () => filled('{', ' ', REST),
  'a long id': () => filled('{"attachmentId":"', 'x', '"}'),
};

const part = (head: string) => `--${BOUNDARY}\r\nContent-Disposition: form-data; ${head}\r\n\r\nx\r\n`;
const file = (filename: string) => part(`name="file"; filename="${filename}"`);
const repeated = (count: number, text: string) => Array.from({ length: count }, () => text).join('');

const PART_BODIES: Readonly<Record<string, () => string>> = {
  '200 file names of 78 KB in encoded words': () => repeated(200, file(`${'=?utf-8?B?w7w=?= '.repeat(4_600)}.jpg`)),
  '200 percent-encoded file names of 78 KB': () =>
    repeated(200, part(`name="file"; filename*=utf-8''${'%41'.repeat(26_000)}`)),
  '200 heads of 1,900 lines': () => repeated(200, part(`name="file"; filename="a"${'\r\na: b'.repeat(1_900)}`)),
  '1,000 small files': () => repeated(1_000, file('a.jpg')),
};

/** Sends a request and asks how long the process was blocked by it. */
async function blockedMs(child: ChildProcess, { url }: Target, request: WireRequest): Promise<number> {
  const ask = async () => {
    const told = once(child, 'message');
    child.send('pause');
    const [ms] = (await told) as [number];
    return ms;
  };
  await ask();
  const connection = await openConnection(url);
  connection.socket.write(wireBytes(request, { connection: 'close' }));
  await connection.closed;
  await sleep(20); // a pause is only seen when it is over
  return ask();
}

/** Measures each request several times, in a process that is used to the plain one. */
export async function measureBlocks(times: number): Promise<BlockReport> {
  const child = fork(new URL('blocked.js', import.meta.url).pathname);
  const [target] = (await once(child, 'message')) as [Target];
  const measured = async (request: WireRequest) => {
    const found: number[] = [];
    for (let time = 0; time < times; time++) found.push(await blockedMs(child, target, request));
    return median(found);
  };
  const submits = Object.entries(JSON_BODIES).map(
    ([name, body]) => [name, () => signedSubmit(target, { body: body() })] as const,
  );
  const headers = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
  const uploads = Object.entries(PART_BODIES).map(
    ([name, body]) =>
      [name, () => signedUpload(target, { body: Buffer.from(`${body()}--${BOUNDARY}--\r\n`), headers })] as const,
  );
  const plain = signedSubmit(target, { body: filled('{"x":"', 'A', `",${REST}`) });
  for (let time = 0; time < 5; time++) await blockedMs(child, target, plain);
  const plainMs = await measured(plain);
  const requests: { name: string; beyondMs: number }[] = [];
  for (const [name, request] of [...submits, ...uploads]) {
    requests.push({ name, beyondMs: (await measured(request())) - plainMs });
  }
  child.kill();
  return { plainMs, targetMs: TARGET_MS, requests };
}
