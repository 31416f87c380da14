import { latestEntries } from './latest-entries.js';

/** A move that a request asked for. */
export interface JournalMove {
  /** For example `PROCESS_FAIL`, `delay(2s)`, or `natural` when a rule asks for no move. */
  readonly text: string;
  /** What asked for it: `rule`, `header`, `value` or `file`. */
  readonly by: string;
  /** The id of the rule that asked for it. */
  readonly rule: string | null;
  /** Whether it determined the answer. */
  readonly used: boolean;
}

/** How an invalid signature was made, as far as it could be found out. Contains no keys, signatures or documents. */
export interface JournalDiagnosis {
  /** The ids of one or two known mistakes, such as `body-pretty` or `path-without-query + signature-hex`; null when none fits. */
  readonly recipe: string | null;
  /** One sentence. */
  readonly cause: string;
  /** What to do, with a line of code. */
  readonly fix: string;
  /** What the signature should have been made from, with escapes for invisible characters; secrets are replaced. */
  readonly stringToSign: string;
  /** Where the string that was signed first differs; null when it is not known, or when it was right. */
  readonly difference: {
    /** In bytes from the start of the string to sign. */
    readonly atByte: number;
    readonly ours: string;
    readonly theirs: string;
  } | null;
  /** How many strings were compared with the signature. */
  readonly tried: number;
  /** How many were not, because the body is too large. */
  readonly notTried: number;
}

/** What was received, what was decided and why, and what was answered. Contains no secrets, keys or documents. */
export interface JournalEntry {
  readonly id: string;
  /** Counts the requests of all lanes of a simulator. */
  readonly number: number;
  readonly lane: string;
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
  /** The id that the request is about, if it could be read. */
  readonly businessId: string | null;
  readonly move: JournalMove | null;
  /** Why an id or a document that seems to ask for a move asks for none. */
  readonly note: string | null;
  /** Only for an invalid signature. */
  readonly diagnosis?: JournalDiagnosis;
  readonly bodyBytes: number;
  readonly tookMs: number;
}

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
  /** Default: 100. */
  readonly limit?: number;
}

/** The most recent entries. It is asynchronous so that an external engine can replace it. */
export interface Journal {
  add(entry: JournalEntry): Promise<void>;
  get(id: string): Promise<JournalEntry | undefined>;
  /** The entries that match, newest first. */
  find(filter?: JournalFilter): Promise<readonly JournalEntry[]>;
  clear(): Promise<void>;
}

const DEFAULT_LIMIT = 100;

/** One promise for all entries, because there is nothing to wait for. */
const DONE = Promise.resolve();

function matcher(filter: JournalFilter): (entry: JournalEntry) => boolean {
  const { since, before = Number.POSITIVE_INFINITY, limit, ...exact } = filter;
  const sinceMs = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
  const wanted = Object.entries(exact).filter(([, value]) => value !== undefined);
  return (entry) =>
    entry.number < before &&
    Date.parse(entry.at) >= sinceMs &&
    wanted.every(([name, value]) => entry[name as keyof typeof exact] === value);
}

/** A journal in memory that drops its oldest entry when it is full. */
export function memoryJournal(maxEntries: number): Journal {
  const entries = latestEntries<JournalEntry>(maxEntries);
  return {
    add: (entry) => {
      entries.set(entry.id, entry);
      return DONE;
    },
    get: async (id) => entries.get(id),
    find: async (filter = {}) => {
      const { limit = DEFAULT_LIMIT } = filter;
      const matching = [...entries.values()].filter(matcher(filter));
      return limit > 0 ? matching.slice(-limit).reverse() : [];
    },
    clear: async () => entries.clear(),
  };
}
