import { type Child, residentBytes, startChild } from './child.js';
import { median } from './median.js';

export interface StartReport {
  readonly pairs: number;
  readonly simulatorMs: number;
  readonly fastifyMs: number;
  readonly medianRatio: number;
  readonly target: number;
  /** Of the simulator after its first answer. */
  readonly idleBytes: number;
}

/** The time from nothing to the first correct answer, and the process that gave it. */
async function startAndAsk(args: readonly string[]): Promise<{ tookMs: number; child: Child }> {
  const startedMs = performance.now();
  const child = await startChild(args);
  const answer = await fetch(`${child.url}/_sparring/health`);
  const { status } = (await answer.json()) as { status?: string };
  if (status !== 'up') throw new Error(`${args.join(' ')} answered ${status}`);
  return { tookMs: performance.now() - startedMs, child };
}

/** Starts whole processes in turn, the simulator and a bare fastify, and takes the median of the pairs' ratios. */
export async function measureStart(simulator: readonly string[], pairs: number): Promise<StartReport> {
  const bare = [new URL('bare-fastify.js', import.meta.url).pathname];
  const took: { simulatorMs: number; fastifyMs: number; idleBytes: number }[] = [];
  // the first pair only fills the file cache
  for (let pair = 0; pair <= pairs; pair++) {
    const ours = await startAndAsk(simulator);
    const idleBytes = residentBytes(ours.child.pid);
    await ours.child.stop();
    const theirs = await startAndAsk(bare);
    await theirs.child.stop();
    if (pair > 0) took.push({ simulatorMs: ours.tookMs, fastifyMs: theirs.tookMs, idleBytes });
  }
  return {
    pairs,
    simulatorMs: median(took.map(({ simulatorMs }) => simulatorMs)),
    fastifyMs: median(took.map(({ fastifyMs }) => fastifyMs)),
    medianRatio: median(took.map(({ simulatorMs, fastifyMs }) => simulatorMs / fastifyMs)),
    target: 1.5,
    idleBytes: median(took.map(({ idleBytes }) => idleBytes)),
  };
}
