import type { ReviewedRun } from './exchange.js';

/** The runs of lanes that were reset or deleted since. */
export interface PastRuns {
  /** Adds a run, which may still have to be read. */
  add(run: ReviewedRun | Promise<ReviewedRun>): void;
  list(): Promise<readonly ReviewedRun[]>;
  clear(): Promise<void>;
}

/** Keeps the latest runs; of the requests in older ones, only their number. */
export function createPastRuns(maxExchanges: number): PastRuns {
  let runs: readonly ReviewedRun[] = [];
  let adding = Promise.resolve();
  let forgotten = 0;
  const keep = (run: ReviewedRun): void => {
    if (run.exchanges.length === 0 && run.forgotten === 0) return;
    runs = [...runs, run];
    let count = runs.reduce((sum, { exchanges }) => sum + exchanges.length, 0);
    while (count > maxExchanges) {
      const [oldest, ...others] = runs;
      count -= oldest?.exchanges.length ?? 0;
      forgotten += (oldest?.exchanges.length ?? 0) + (oldest?.forgotten ?? 0);
      runs = others;
    }
  };
  return {
    add: (run) => {
      // what cannot be read is not reviewed; nobody waits for it
      adding = adding.then(async () => keep(await run)).catch(() => undefined);
    },
    list: async () => {
      await adding;
      return forgotten === 0 ? runs : [...runs, { lane: '', exchanges: [], forgotten }];
    },
    clear: async () => {
      await adding;
      runs = [];
      forgotten = 0;
    },
  };
}
