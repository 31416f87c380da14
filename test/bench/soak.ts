import { type SimulatorOptions, startSimulator } from 'sparring';
import { drive } from './drive.js';
import { LOADS, type Load } from './loads.js';

/**
 * A simulator in a process of its own that can be told to collect its garbage, driven from within: what
 * it still holds after a collection is what it really keeps.
 * Usage: node --expose-gc soak.js <milliseconds> <uploads stored> <attachments stored> <batch>
 */
const [soakMs = 0, uploads = 0, attachments = 0, batch = 0] = process.argv.slice(2).map(Number);
const collect = (globalThis as { gc?: () => void }).gc;
const POINTS = 4;

/** What is alive after a collection, in bytes. */
function held(): { heapBytes: number; externalBytes: number; residentBytes: number } {
  for (let turn = 0; turn < 3; turn++) collect?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapBytes: heapUsed, externalBytes: external, residentBytes: rss };
}

function loadNamed(part: string): Load {
  const load = LOADS.find(({ name }) => name.includes(part));
  if (!load) throw new Error(`there is no load ${part}`);
  return load;
}

/** Sends batches until the time is over or the answers are enough; tells what is held after each part. */
async function soak(load: Load, options: SimulatorOptions, limit: { ms: number; answers: number }) {
  const simulator = await startSimulator(options);
  const { url, credentials } = simulator;
  const points: ({ answers: number } & ReturnType<typeof held>)[] = [];
  const startedMs = performance.now();
  let answers = 0;
  const part = () => Math.max((performance.now() - startedMs) / limit.ms, answers / limit.answers);
  for (let point = 0; point <= POINTS; point++) {
    do {
      const requests = load.write(credentials, batch);
      answers += (await drive({ url, requests, connections: 16, success: load.success, maxMs: 60_000 })).answers;
    } while (answers < 2 * batch || part() < point / POINTS);
    points.push({ answers, ...held() });
  }
  await simulator.close();
  return points;
}

const forever = Number.POSITIVE_INFINITY;
// small limits: the stores and the journal are full at the first point, so nothing may grow from then on
const small = { journalEntries: 100, storedRecords: 100 };
const bounded = await soak(loadNamed('20 KB'), small, { ms: soakMs, answers: forever });
// the default limits, of which only the stores are not yet full at the first point: what a record costs
const uploadsKept = await soak(loadNamed('20 KB'), {}, { ms: forever, answers: uploads });
const attachmentsKept = await soak(loadNamed('2 KB'), {}, { ms: forever, answers: attachments });
process.stdout.write(`${JSON.stringify({ bounded, uploadsKept, attachmentsKept })}\n`);
