import { type Child, cpuMs } from './child.js';
import { type Driven, drive, type Pieces } from './drive.js';
import type { Load } from './loads.js';
import { median } from './median.js';

/** What the simulator is compared with: a bare server, or fastify with its multipart parser alone. */
export type Comparison = 'floor' | 'parser';

/** One round of one server. */
export interface Round extends Driven {
  /** Time on a processor for each answer; NaN where the system does not tell. */
  readonly cpuMsPerAnswer: number;
}

export interface LoadReport {
  readonly load: string;
  readonly connections: number;
  readonly against: Comparison;
  readonly target: number;
  /** By server. */
  readonly rounds: readonly Readonly<Record<string, Round>>[];
  /** The simulator's answers per second, as a part of another server's. */
  readonly medianRatios: Readonly<Record<string, number>>;
  /** The same by processor time for an answer: less disturbed by what else the machine does. */
  readonly medianCpuRatios: Readonly<Record<string, number>>;
}

/** The servers of one load; their names are those of the report. */
export type Servers = Readonly<{ simulator: Child; floor: Child; parser?: Child }>;

/** What is sent before the first round. */
export interface WarmUp {
  /** Small requests, sent again and again. */
  readonly requests: readonly Pieces[];
  readonly connections: number;
  readonly success: string;
  readonly times: number;
}

async function measure({ url, pid }: Child, load: Load, requests: readonly Pieces[], maxMs: number): Promise<Round> {
  const beforeMs = cpuMs(pid);
  const driven = await drive({ url, requests, connections: load.connections, success: load.success, maxMs });
  return { ...driven, cpuMsPerAnswer: (cpuMs(pid) - beforeMs) / driven.answers };
}

/** Lets the compiler finish: for the first thousands of requests, an answer costs two to three times as much. */
async function warm(server: Child, { requests, connections, success, times }: WarmUp): Promise<void> {
  for (let time = 0; time < times; time++) {
    await drive({ url: server.url, requests, connections, success, maxMs: 60_000 });
  }
}

function ratios(rounds: LoadReport['rounds'], ratio: (simulator: Round, other: Round) => number) {
  const others = Object.keys(rounds[0] ?? {}).filter((name) => name !== 'simulator');
  return Object.fromEntries(
    others.map((name) => [
      name,
      median(rounds.map(({ simulator, [name]: other }) => (simulator && other ? ratio(simulator, other) : Number.NaN))),
    ]),
  );
}

/**
 * Measures one load on all servers in turn; who begins changes from round to round. The requests are made and signed
 * beforehand, each is sent once to each server.
 */
export async function measureLoad(
  servers: Servers,
  load: Load,
  warmUp: WarmUp,
  requests: readonly Pieces[],
  roundCount: number,
  maxMs: number,
): Promise<LoadReport> {
  const size = Math.floor(requests.length / (roundCount + 1));
  const slice = (round: number) => requests.slice(round * size, (round + 1) * size);
  const named = Object.entries(servers);
  for (const [, server] of named) {
    await warm(server, warmUp);
    await measure(server, load, slice(0), maxMs); // heaps have grown to what the load needs
  }
  const rounds: Record<string, Round>[] = [];
  for (let round = 1; round <= roundCount; round++) {
    const measured: Record<string, Round> = {};
    const order = round % 2 === 1 ? named : named.toReversed();
    for (const [name, server] of order) measured[name] = await measure(server, load, slice(round), maxMs);
    rounds.push(Object.fromEntries(named.map(([name]) => [name, measured[name] as Round])));
  }
  const { name, connections, against, target } = load;
  return {
    load: name,
    connections,
    against,
    target,
    rounds,
    medianRatios: ratios(rounds, (simulator, other) => simulator.answersPerSecond / other.answersPerSecond),
    medianCpuRatios: ratios(rounds, (simulator, other) => other.cpuMsPerAnswer / simulator.cpuMsPerAnswer),
  };
}
