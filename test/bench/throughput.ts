import { type Child, cpuMs } from './child.js';
import { type Driven, drive, type Pieces } from './drive.js';
import type { Load } from './loads.js';
import { median } from './median.js';

/** One round of one server. */
export interface Round extends Driven {
  /** Time on a processor for each answer; NaN where the system does not tell. */
  readonly cpuMsPerAnswer: number;
}

export interface LoadReport {
  readonly load: string;
  readonly target: number;
  readonly connections: number;
  readonly rounds: readonly { readonly simulator: Round; readonly floor: Round; readonly ratio: number }[];
  readonly medianRatio: number;
  /** The same ratio by processor time for an answer: less disturbed by what else the machine does. */
  readonly medianCpuRatio: number;
}

export interface Servers {
  readonly simulator: Child;
  readonly floor: Child;
}

async function measure({ url, pid }: Child, load: Load, requests: readonly Pieces[], maxMs: number): Promise<Round> {
  const beforeMs = cpuMs(pid);
  const driven = await drive({ url, requests, connections: load.connections, success: load.success, maxMs });
  return { ...driven, cpuMsPerAnswer: (cpuMs(pid) - beforeMs) / driven.answers };
}

/**
 * Measures one load on both servers in turn; who begins changes from round to round. The requests are
 * made and signed beforehand, each is sent once to each server.
 */
export async function measureLoad(
  servers: Servers,
  load: Load,
  requests: readonly Pieces[],
  roundCount: number,
  maxMs: number,
): Promise<LoadReport> {
  const size = Math.floor(requests.length / (roundCount + 1));
  const slice = (round: number) => requests.slice(round * size, (round + 1) * size);
  // the first slice warms both up: their code is compiled, their heaps have grown
  await measure(servers.simulator, load, slice(0), maxMs);
  await measure(servers.floor, load, slice(0), maxMs);
  const rounds: LoadReport['rounds'][number][] = [];
  for (let round = 1; round <= roundCount; round++) {
    const order = round % 2 === 1 ? (['simulator', 'floor'] as const) : (['floor', 'simulator'] as const);
    const measured = new Map<string, Round>();
    for (const name of order) measured.set(name, await measure(servers[name], load, slice(round), maxMs));
    const [simulator, floor] = [measured.get('simulator'), measured.get('floor')];
    if (!simulator || !floor) throw new Error('a server was not measured');
    rounds.push({ simulator, floor, ratio: simulator.answersPerSecond / floor.answersPerSecond });
  }
  return {
    load: load.name,
    target: load.target,
    connections: load.connections,
    rounds,
    medianRatio: median(rounds.map(({ ratio }) => ratio)),
    medianCpuRatio: median(rounds.map(({ simulator, floor }) => floor.cpuMsPerAnswer / simulator.cpuMsPerAnswer)),
  };
}
