import type { JournalEntry, JournalExchange } from './journal-entry.js';
import { createRing, type DetailSource, type JournalBounds, type Kept, type KeptDocument } from './journal-ring.js';

export type * from './journal-entry.js';
export type { DetailSource, KeptDocument } from './journal-ring.js';

/** Which entries to find; what is left out does not matter. */
export interface JournalFilter {
  readonly partner?: string;
  readonly operation?: string;
  readonly code?: string;
  readonly businessId?: string;
  /** Entries from this time on, by the clock of their lane; ISO 8601. */
  readonly since?: string;
  /** Entries with a lower number, for the next page. */
  readonly before?: number;
  /** Entries with a higher number, for what is new. */
  readonly after?: number;
  /** Default: 100. */
  readonly limit?: number;
}

/** The most recent requests. It is asynchronous so that an external engine can replace it. */
export interface Journal {
  add(entry: JournalEntry, detail: DetailSource): Promise<void>;
  /**
   * The newest entry with this id, or else with this id in its answer, or else about this business id.
   * @param id or `last` for the newest of all
   */
  get(id: string): Promise<JournalExchange | undefined>;
  /**
   * A document of an entry, when its bytes are kept.
   * @param id the entry's own
   * @param index counted from 0
   */
  document(id: string, index: number): Promise<KeptDocument | undefined>;
  /** The entries that match, newest first. */
  find(filter?: JournalFilter): Promise<readonly JournalEntry[]>;
  /** The same with all that is known of them. */
  exchanges(filter?: JournalFilter): Promise<readonly JournalExchange[]>;
  clear(): Promise<void>;
}

const DEFAULT_LIMIT = 100;

/** One promise for all entries, because there is nothing to wait for. */
const DONE = Promise.resolve();

const NO_DETAIL = { wrong: null, request: null, steps: [], answer: null, timing: null };

const exchangeOf = ({ entry, detail }: Kept): JournalExchange => ({ ...entry, ...(detail?.describe() ?? NO_DETAIL) });

/** Whether an entry is one that a filter looks for, apart from its limit. */
export function matches(filter: JournalFilter): (entry: JournalEntry) => boolean {
  const { since, before = Number.POSITIVE_INFINITY, after = Number.NEGATIVE_INFINITY, limit, ...exact } = filter;
  const sinceMs = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
  const wanted = Object.entries(exact).filter(([, value]) => value !== undefined);
  return (entry) =>
    entry.number < before &&
    entry.number > after &&
    Date.parse(entry.at) >= sinceMs &&
    wanted.every(([name, value]) => entry[name as keyof typeof exact] === value);
}

function findNewest(newest: Iterable<Kept>, isIt: (kept: Kept) => boolean): Kept | undefined {
  for (const kept of newest) if (isIt(kept)) return kept;
  return undefined;
}

/** The ways in which an id can name an entry; the first one that finds any counts. */
const NAMED: readonly ((kept: Kept, id: string) => boolean)[] = [
  (_kept, id) => id === 'last',
  ({ entry }, id) => entry.id === id,
  ({ detail }, id) => detail?.answeredWith(id) ?? false,
  ({ entry }, id) => entry.businessId === id,
];

/** A journal in memory that drops its oldest entry when it is full. */
export function memoryJournal(bounds: JournalBounds): Journal {
  const ring = createRing(bounds);
  const matching = (filter: JournalFilter): Kept[] => {
    const { limit = DEFAULT_LIMIT } = filter;
    const isWanted = matches(filter);
    const found: Kept[] = [];
    for (const kept of ring.newest()) {
      if (found.length >= limit) break;
      if (isWanted(kept.entry)) found.push(kept);
    }
    return found;
  };
  return {
    add: (entry, detail) => {
      ring.add(entry, detail);
      return DONE;
    },
    get: async (id) => {
      for (const isNamed of NAMED) {
        const found = findNewest(ring.newest(), (kept) => isNamed(kept, id));
        if (found) return exchangeOf(found);
      }
      return undefined;
    },
    document: async (id, index) => findNewest(ring.newest(), ({ entry }) => entry.id === id)?.detail?.document(index),
    find: async (filter = {}) => matching(filter).map(({ entry }) => entry),
    exchanges: async (filter = {}) => matching(filter).map(exchangeOf),
    clear: async () => ring.clear(),
  };
}
