import type { JournalDetail, JournalEntry } from './journal-entry.js';

/** A document whose bytes are kept. */
export interface KeptDocument {
  readonly bytes: Buffer;
  /** `jpeg`, `png`, `pdf`, or null when it is none of them. */
  readonly kind: string | null;
}

/** What an entry is described from. Most entries are never read, so they are only described when somebody does. */
export interface DetailSource {
  /** How much memory it takes, roughly, apart from documents. */
  readonly sizeBytes: number;
  /** How much the documents take that are kept. */
  readonly documentBytes: number;
  /** @param index counted from 0 */
  document(index: number): KeptDocument | undefined;
  forgetDocuments(): void;
  describe(): JournalDetail;
  /** Whether an id that the partner chose is in the answer. */
  answeredWith(id: string): boolean;
}

/** How much a journal keeps. */
export interface JournalBounds {
  readonly maxEntries: number;
  /** For what lists do not show; beyond it, the oldest entries lose their documents, and then all of their detail. */
  readonly maxDetailBytes: number;
}

/** An entry in the ring. */
export interface Kept {
  readonly entry: JournalEntry;
  detail: DetailSource | undefined;
  /** How much memory its detail takes. */
  detailBytes: number;
  /** Whether its answer did not reach the client, as was learned later. */
  lost?: true;
}

/** The latest entries in a ring: what is dropped is overwritten. */
export function createRing({ maxEntries, maxDetailBytes }: JournalBounds) {
  const slots: Kept[] = [];
  let added = 0;
  /** How many of those that were ever added have lost their documents, and how many all of their detail. */
  let undocumented = 0;
  let bare = 0;
  let detailBytes = 0;
  const resize = (kept: Kept | undefined, sizeBytes: number) => {
    if (!kept) return;
    detailBytes += sizeBytes - kept.detailBytes;
    kept.detailBytes = sizeBytes;
  };
  const dropDocuments = (kept: Kept | undefined) => {
    kept?.detail?.forgetDocuments();
    resize(kept, kept?.detail?.sizeBytes ?? 0);
  };
  const dropDetail = (kept: Kept | undefined) => {
    if (kept) kept.detail = undefined;
    resize(kept, 0);
  };
  return {
    add: (entry: JournalEntry, detail: DetailSource): void => {
      dropDetail(slots[added % maxEntries]);
      const kept: Kept = { entry, detail, detailBytes: 0 };
      slots[added % maxEntries] = kept;
      added += 1;
      resize(kept, detail.sizeBytes + detail.documentBytes);
      const oldest = Math.max(0, added - maxEntries);
      undocumented = Math.max(undocumented, oldest);
      bare = Math.max(bare, oldest);
      while (detailBytes > maxDetailBytes && undocumented < added) dropDocuments(slots[undocumented++ % maxEntries]);
      while (detailBytes > maxDetailBytes && bare < added) dropDetail(slots[bare++ % maxEntries]);
    },
    /** Newest first. */
    *newest(): Generator<Kept> {
      for (let number = added - 1; number >= Math.max(0, added - maxEntries); number--) {
        const kept = slots[number % maxEntries];
        if (kept) yield kept;
      }
    },
    clear: (): void => {
      slots.length = 0;
      added = 0;
      undocumented = 0;
      bare = 0;
      detailBytes = 0;
    },
  };
}
