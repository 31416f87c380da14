import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AllCredentials } from 'sparring';
import { measureBlocks } from './blocks.js';
import { startChild } from './child.js';
import { type Footprint, measureFootprint } from './footprint.js';
import { LOADS, type Load } from './loads.js';
import { type BurstReport, measureBurst, measureSoak } from './memory.js';
import {
  type BenchReport,
  blockText,
  burstText,
  footprintText,
  loadText,
  type RuleReport,
  ruleText,
  soakText,
  startText,
} from './print.js';
import { measureStart } from './start-time.js';
import { type LoadReport, measureLoad, type WarmUp } from './throughput.js';

/** How much is measured: in full about five minutes, quickly (only to see that it works) some seconds. */
const PLANS = {
  full: {
    rounds: 5,
    part: 1,
    pairs: 10,
    bursts: 3,
    blocks: 7,
    warmUp: { pool: 2_000, times: 10 },
    soak: { ms: 20_000, uploads: 20_000, attachments: 5_000, batch: 500 },
  },
  quick: {
    rounds: 1,
    part: 0.02,
    pairs: 1,
    bursts: 1,
    blocks: 1,
    warmUp: { pool: 100, times: 1 },
    soak: { ms: 300, uploads: 400, attachments: 200, batch: 100 },
  },
} as const;
const ROUND_MAX_MS = 10_000;
const MAX_RULES = 10_000;

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
  '--json',
  '--log-level',
  'silent',
  '--port',
  '0',
  '--home',
  home,
];
const say = (text: string) => void process.stdout.write(`${text}\n\n`);

process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const script = (name: string) => new URL(name, import.meta.url).pathname;

/** Small requests of the same kind as a load, for its warm-up. */
function warmUpOf(load: Load, credentials: AllCredentials): WarmUp {
  const { connections, success, write } = LOADS.find(({ name }) => name === load.warmUp) ?? load;
  const { pool, times } = plan.warmUp;
  return { requests: write(credentials, pool), connections, success, times };
}

async function measureOn(load: Load, credentials: AllCredentials): Promise<LoadReport> {
  const simulator = await startChild(start);
  const floor = await startChild([script('floor.js'), join(home, 'credentials.json')]);
  const parser = load.multipart && (await startChild([script('bare-multipart.js')]));
  const servers = { simulator, floor, ...(parser ? { parser } : {}) };
  const requests = load.write(credentials, Math.ceil(load.perRound * plan.part) * (plan.rounds + 1));
  const report = await measureLoad(servers, load, warmUpOf(load, credentials), requests, plan.rounds, ROUND_MAX_MS);
  await Promise.all([simulator, floor, parser].map((server) => server?.stop()));
  say(loadText(report));
  return report;
}

/** What rules cost that no request matches: one, and as many as there can be. */
async function measureRules(load: Load, credentials: AllCredentials): Promise<RuleReport> {
  const start = (count: number) => startChild([script('with-rules.js'), join(home, 'credentials.json'), String(count)]);
  const ratioOf = async (count: number) => {
    const servers = { simulator: await start(count), floor: await start(0) };
    const requests = load.write(credentials, Math.ceil(load.perRound * plan.part) * (plan.rounds + 1));
    const warmUp = warmUpOf(load, credentials);
    const { medianRatios } = await measureLoad(servers, load, warmUp, requests, plan.rounds, ROUND_MAX_MS);
    await Promise.all([servers.simulator.stop(), servers.floor.stop()]);
    return medianRatios['floor'] ?? Number.NaN;
  };
  const report = { load: load.name, one: await ratioOf(1), most: await ratioOf(MAX_RULES), mostCount: MAX_RULES };
  say(ruleText(report));
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
  const [smallest] = LOADS;
  const rules = smallest && (await measureRules(smallest, credentials));
  const blocks = await measureBlocks(plan.blocks);
  say(blockText(blocks));
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
    ...(rules ? { rules } : {}),
    blocks,
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
