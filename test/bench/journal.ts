import { type SimulatorOptions, startSimulator } from 'sparring';
import { drive } from './drive.js';
import { LOADS } from './loads.js';

/**
 * What the journal holds while many large documents pass through it: it must stop growing when it is full. The files
 * are sent from this process, so that what it holds after a collection is what the simulator keeps.
 * Usage: node --expose-gc journal.js [<number of requests, default 100,000>]
 */
const total = Number(process.argv[2] ?? 100_000);
const collect = (globalThis as { gc?: () => void }).gc;
if (!collect) throw new Error('start with node --expose-gc');

const load = LOADS.find(({ large, multipart }) => large && multipart);
if (!load) throw new Error('there is no load of large files');

const CONNECTIONS = 8;
const POINTS = 8;
/** Signed at once: a signature is only valid for minutes. */
const BATCH = 200;
const MIB = 1024 * 1024;
const inMib = (bytes: number) => `${(bytes / MIB).toFixed(1)} MiB`;

/** What is alive after a collection. */
async function held(): Promise<{ heap: number; external: number; resident: number }> {
  for (let turn = 0; turn < 3; turn++) {
    collect?.();
    await new Promise(setImmediate); // memory of buffers is given back in a later turn
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed, external, resident: rss };
}

async function run(name: string, options: SimulatorOptions, count: number): Promise<void> {
  const simulator = await startSimulator({ ...options, storedRecords: 100 });
  const { url, credentials } = simulator;
  const before = await held();
  const startedMs = performance.now();
  let answers = 0;
  for (let point = 1; point <= POINTS; point++) {
    while (answers < (count * point) / POINTS) {
      const requests = load?.write(credentials, Math.min(BATCH, Math.ceil(count / POINTS))) ?? [];
      await drive({ url, requests, connections: CONNECTIONS, success: load?.success ?? '', maxMs: 600_000 });
      answers += requests.length;
    }
    const { heap, external, resident } = await held();
    const kept = `heap ${inMib(heap - before.heap)}, buffers ${inMib(external - before.external)}`;
    process.stdout.write(`${name}: ${answers} answers, ${kept}, resident ${inMib(resident)}\n`);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const { length } = await simulator.journal({ limit: 1_000 });
  process.stdout.write(`${name}: ${length} entries after ${seconds.toFixed(0)} s\n`);
  await simulator.close();
}

await run('as usual', {}, total);
await run('with keepDocuments', { keepDocuments: true }, Math.ceil(total / 20));
