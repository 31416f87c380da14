import { latestEntries } from './latest-entries.js';

/** What the partner knows of a stored document: never its bytes. */
export type StoredSummary = Readonly<Record<string, string | number | null>>;

/** A request that names a business id, after it was judged. */
export interface LedgerRecord {
  readonly partner: string;
  readonly operation: string;
  /** The business id. */
  readonly id: string;
  readonly accepted: boolean;
  /** What was stored; absent when nothing was. */
  readonly stored?: StoredSummary | undefined;
  readonly outcome: LedgerOutcome;
}

/** How a request ended. */
export interface LedgerOutcome {
  /** Its entry in the journal. */
  readonly exchange: string;
  /** ISO 8601. */
  readonly at: string;
  readonly code: string;
  readonly httpStatus: number;
  /** Whether the whole answer was sent; false when a fault cut, reset or withheld it. */
  readonly answered: boolean;
}

/** What happened to one business id of an operation. */
export interface LedgerEntry {
  readonly partner: string;
  readonly operation: string;
  readonly id: string;
  /** How many authenticated requests named it. */
  readonly arrived: number;
  readonly accepted: number;
  /** How many were accepted after the first one. */
  readonly duplicates: number;
  /** What is stored now; `null` when nothing is. */
  readonly stored: StoredSummary | null;
  readonly last: LedgerOutcome;
}

/** What happened to business ids. It is asynchronous so that an external engine can replace it. */
export interface Ledger {
  record(record: LedgerRecord): Promise<void>;
  /** The entries of a business id, one for each operation that it was sent to. */
  find(id: string): Promise<readonly LedgerEntry[]>;
  /** The entries that changed last, newest first. */
  latest(count: number): Promise<readonly LedgerEntry[]>;
  clear(): Promise<void>;
}

const DONE = Promise.resolve();

function entryAfter(earlier: LedgerEntry | undefined, record: LedgerRecord): LedgerEntry {
  const { partner, operation, id, accepted, stored, outcome } = record;
  const { arrived = 0, accepted: acceptedBefore = 0, duplicates = 0, stored: storedBefore = null } = earlier ?? {};
  return {
    partner,
    operation,
    id,
    arrived: arrived + 1,
    accepted: acceptedBefore + (accepted ? 1 : 0),
    duplicates: duplicates + (accepted && acceptedBefore > 0 ? 1 : 0),
    stored: stored ?? storedBefore,
    last: outcome,
  };
}

/** A ledger in memory that drops the id that was named least recently when it is full. */
export function memoryLedger(maxEntries: number): Ledger {
  const entries = latestEntries<LedgerEntry>(maxEntries);
  return {
    record: (record) => {
      const key = JSON.stringify([record.partner, record.operation, record.id]);
      entries.set(key, entryAfter(entries.get(key), record));
      return DONE;
    },
    find: async (id) => [...entries.values()].filter((entry) => entry.id === id),
    latest: async (count) => (count > 0 ? [...entries.values()].slice(-count).reverse() : []),
    clear: async () => entries.clear(),
  };
}
