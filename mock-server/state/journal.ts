/** What came in, what was decided and why, what went out. Holds no secret, no key and no document. */
export interface JournalEntry {
  readonly id: string;
  readonly at: string;
  readonly partner: string;
  readonly operation: string | null;
  readonly method: string;
  readonly path: string;
  readonly httpStatus: number;
  readonly code: string;
  /** The decision that refused, `move`, or null when accepted. */
  readonly rule: string | null;
  readonly reason: string | null;
  /** The move that was asked for, and whether it decided the answer. */
  readonly move: { readonly code: string; readonly used: boolean } | null;
  readonly bodyBytes: number;
  readonly tookMs: number;
}

/** The last entries, newest last. */
export interface Journal {
  add(entry: JournalEntry): Promise<void>;
  find(id: string): Promise<JournalEntry | undefined>;
  latest(count: number): Promise<readonly JournalEntry[]>;
  clear(): Promise<void>;
}

/** A journal in memory that forgets its oldest entry when it is full. */
export function memoryJournal(maxEntries: number): Journal {
  const entries = new Map<string, JournalEntry>();
  return {
    add: async (entry) => {
      entries.set(entry.id, entry);
      if (entries.size <= maxEntries) return;
      const oldest = entries.keys().next();
      if (!oldest.done) entries.delete(oldest.value);
    },
    find: async (id) => entries.get(id),
    latest: async (count) => (count > 0 ? [...entries.values()].slice(-count) : []),
    clear: async () => entries.clear(),
  };
}
