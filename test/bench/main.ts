import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AllCredentials } from 'sparring';
import { startChild } from './child.js';
import { type Footprint, measureFootprint } from './footprint.js';
import { LOADS, type Load } from './loads.js';
import { type BurstReport, measureBurst, measureSoak } from './memory.js';
import { type BenchReport, burstText, footprintText, loadText, parserText, soakText, startText } from './print.js';
import { measureStart } from './start-time.js';
import { type LoadReport, measureLoad } from './throughput.js';

/** How much is measured: in full about three minutes, quickly (only to see that it works) some seconds. */
const PLANS = {
  full: {
    rounds: 5,
    part: 1,
    pairs: 10,
    bursts: 3,
    soak: { ms: 20_000, uploads: 20_000, attachments: 5_000, batch: 500 },
  },
  quick: { rounds: 1, part: 0.02, pairs: 1, bursts: 1, soak: { ms: 300, uploads: 400, attachments: 200, batch: 100 } },
} as const;
const ROUND_MAX_MS = 10_000;

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
});
const plan = PLANS[values.quick ? 'quick' : 'full'];

const sparring = createRequire(import.meta.url).resolve('sparring/package.json');
const folder = mkdtempSync(join(tmpdir(), 'sparring-bench-'));
const home = join(folder, 'home');
const start = [
  join(dirname(sparring), 'bin/sparring.js'),
  'start',
  '--log-level',
  'silent',
  '--port',
  '0',
  '--home',
  home,
];
const say = (text: string) => void process.stdout.write(`${text}\n\n`);

process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

async function measureOn(load: Load, credentials: AllCredentials): Promise<LoadReport> {
  const floorScript = new URL('floor.js', import.meta.url).pathname;
  const simulator = await startChild(start);
  const floor = await startChild([floorScript, join(home, 'credentials.json')]);
  const perRound = Math.ceil(load.perRound * plan.part);
  const requests = load.write(credentials, perRound * (plan.rounds + 1));
  const report = await measureLoad({ simulator, floor }, load, requests, plan.rounds, ROUND_MAX_MS);
  await Promise.all([simulator.stop(), floor.stop()]);
  say(loadText(report));
  return report;
}

/** How near fastify and its multipart parser alone come to the floor: the most that an upload here can reach. */
async function measureParser(load: Load, credentials: AllCredentials): Promise<LoadReport> {
  const parser = await startChild([new URL('bare-multipart.js', import.meta.url).pathname]);
  const floor = await startChild([new URL('floor.js', import.meta.url).pathname, join(home, 'credentials.json')]);
  const perRound = Math.ceil(load.perRound * plan.part);
  const requests = load.write(credentials, perRound * (plan.rounds + 1));
  const report = await measureLoad({ simulator: parser, floor }, load, requests, plan.rounds, ROUND_MAX_MS);
  await Promise.all([parser.stop(), floor.stop()]);
  say(parserText(report));
  return report;
}

async function burstOn(load: Load, small: Load, credentials: AllCredentials): Promise<BurstReport> {
  const simulator = await startChild(start);
  const report = await measureBurst(simulator, load, small, credentials, plan.bursts);
  await simulator.stop();
  say(burstText(report));
  return report;
}

/** The package that is measured for its size; nothing is installed in a quick run. */
async function footprint(): Promise<{ footprint?: Footprint }> {
  if (values.quick) return {};
  const found = await measureFootprint(join(dirname(sparring), '..'), join(folder, 'install'));
  say(footprintText(found));
  return { footprint: found };
}

async function bench(): Promise<BenchReport> {
  const first = await startChild(start); // makes the credentials
  await first.stop();
  const credentials = JSON.parse(readFileSync(join(home, 'credentials.json'), 'utf8')) as AllCredentials;
  const measured: LoadReport[] = [];
  for (const load of LOADS) measured.push(await measureOn(load, credentials));
  const parser: LoadReport[] = [];
  for (const load of LOADS.filter(({ multipart }) => multipart)) parser.push(await measureParser(load, credentials));
  const startReport = await measureStart(start, plan.pairs);
  say(startText(startReport));
  const bursts: BurstReport[] = [];
  const small = LOADS.find(({ name }) => name.includes('20 KB'));
  for (const load of LOADS.filter(({ large }) => large)) {
    if (small) bursts.push(await burstOn(load, small, credentials));
  }
  const soak = await measureSoak(plan.soak);
  say(soakText(soak));
  return {
    node: process.version,
    processors: availableParallelism(),
    quick: values.quick,
    loads: measured,
    parser,
    start: startReport,
    bursts,
    soak,
    ...(await footprint()),
  };
}

say(`Every figure is of this machine at this moment; the ratios are what counts. Worldfirst requests come from a
pool signed beforehand, each with an attachmentId of its own, so that every one of them is stored.`);
const report = await bench();
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
