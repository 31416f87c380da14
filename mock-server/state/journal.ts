import { latestEntries } from './latest-entries.js';

/** What was received, what was decided and why, and what was answered. Contains no secrets, keys or documents. */
export interface JournalEntry {
  readonly id: string;
  readonly at: string;
  readonly partner: string;
  readonly operation: string | null;
  readonly method: string;
  readonly path: string;
  readonly httpStatus: number;
  readonly code: string;
  /** The decision behind a refusal, `move`, or null when accepted. */
  readonly rule: string | null;
  readonly reason: string | null;
  /** The requested move, and whether it determined the answer. */
  readonly move: { readonly code: string; readonly used: boolean } | null;
  readonly bodyBytes: number;
  readonly tookMs: number;
}

/** The most recent entries, newest last. */
export interface Journal {
  add(entry: JournalEntry): Promise<void>;
  find(id: string): Promise<JournalEntry | undefined>;
  latest(count: number): Promise<readonly JournalEntry[]>;
  clear(): Promise<void>;
}

/** One promise for all entries, because there is nothing to wait for. */
const DONE = Promise.resolve();

/** A journal in memory that drops its oldest entry when it is full. */
export function memoryJournal(maxEntries: number): Journal {
  const entries = latestEntries<JournalEntry>(maxEntries);
  return {
    add: (entry) => {
      entries.set(entry.id, entry);
      return DONE;
    },
    find: async (id) => entries.get(id),
    latest: async (count) => (count > 0 ? [...entries.values()].slice(-count) : []),
    clear: async () => entries.clear(),
  };
}
