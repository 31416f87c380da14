import { type LatestEntries, latestEntries } from './latest-entries.js';

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
  /**
   * Whether the whole answer was sent: false when a fault cut, reset or withheld it, and when the client or the
   * simulator ended the connection before. Whether the client has read it is not known.
   */
  readonly answered: boolean;
}

/** Which request of a business id an answer belongs to. */
export interface LedgerExchange extends Pick<LedgerRecord, 'partner' | 'operation' | 'id'> {
  readonly exchange: string;
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
  /** The answer of a request that was recorded was not sent; without effect when the id was named again since. */
  lost(exchange: LedgerExchange): Promise<void>;
  /** The entries of a business id, one for each operation that it was sent to. */
  find(id: string): Promise<readonly LedgerEntry[]>;
  /** The entries that changed last, newest first. */
  latest(count: number): Promise<readonly LedgerEntry[]>;
  clear(): Promise<void>;
}

const DONE = Promise.resolve();

/** One business id of an operation; changed in place, because there can be one for every request. */
interface Row {
  /** Counts the records of all ids. */
  order: number;
  arrived: number;
  accepted: number;
  stored: StoredSummary | null;
  last: LedgerOutcome;
}

/** The rows of one operation, by business id. */
interface Page {
  readonly partner: string;
  readonly operation: string;
  readonly rows: LatestEntries<Row>;
}

const newestFirst = ([, , one]: PlacedRow, [, , other]: PlacedRow) => other.order - one.order;
type PlacedRow = readonly [page: Page, id: string, row: Row];

function entryOf([{ partner, operation }, id, { arrived, accepted, stored, last }]: PlacedRow): LedgerEntry {
  const duplicates = Math.max(0, accepted - 1);
  return { partner, operation, id, arrived, accepted, duplicates, stored, last };
}

/** A ledger in memory; each operation drops the id that was named least recently when it is full. */
export function memoryLedger(maxEntries: number): Ledger {
  const pages = new Map<string, Map<string, Page>>();
  let records = 0;
  const all = () => [...pages.values()].flatMap((ofPartner) => [...ofPartner.values()]);
  const pageOf = (partner: string, operation: string): Page => {
    const ofPartner = pages.get(partner) ?? new Map<string, Page>();
    const page = ofPartner.get(operation) ?? { partner, operation, rows: latestEntries<Row>(maxEntries) };
    pages.set(partner, ofPartner.set(operation, page));
    return page;
  };
  return {
    record: ({ partner, operation, id, accepted, stored, outcome }) => {
      const { rows } = pages.get(partner)?.get(operation) ?? pageOf(partner, operation);
      const row = rows.get(id) ?? { order: 0, arrived: 0, accepted: 0, stored: null, last: outcome };
      row.order = ++records;
      row.arrived += 1;
      if (accepted) row.accepted += 1;
      if (stored) row.stored = stored;
      row.last = outcome;
      rows.set(id, row);
      return DONE;
    },
    lost: async ({ partner, operation, id, exchange }) => {
      const row = pages.get(partner)?.get(operation)?.rows.get(id);
      if (row?.last.exchange === exchange) row.last = { ...row.last, answered: false };
    },
    find: async (id) =>
      all().flatMap((page) => {
        const row = page.rows.get(id);
        return row ? [entryOf([page, id, row])] : [];
      }),
    latest: async (count) => {
      if (count <= 0) return [];
      const placed = all().flatMap((page) =>
        [...page.rows.entries()].slice(-count).map(([id, row]): PlacedRow => [page, id, row]),
      );
      return placed.sort(newestFirst).slice(0, count).map(entryOf);
    },
    clear: async () => pages.clear(),
  };
}
