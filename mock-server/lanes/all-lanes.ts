import { type Coverage, coverageOf, coverageOfPartner } from '../coverage/coverage.js';
import type { Explanation } from '../explain/explanation.js';
import type { PastRuns } from '../review/past-runs.js';
import type { Review } from '../review/review.js';
import { runOf } from '../review/run-of.js';
import type { Journal, JournalEntry, JournalExchange, JournalFilter } from '../state/journal.js';
import { explainIn } from './explain-in.js';
import { checkJournalFilter } from './journal-filter.js';
import type { Lane, LaneSurroundings } from './lane.js';
import { checkPartnerName } from './lane-control.js';

/** What can be read of all lanes of a simulator. */
export interface AllLanes {
  /** The latest requests of all lanes, newest first; throws a `UserError` when the filter cannot be used. */
  journal(filter?: JournalFilter): Promise<readonly JournalEntry[]>;
  /** The same with all that is known of them, of all lanes or of one. */
  exchanges(filter: JournalFilter, lane?: string): Promise<readonly JournalExchange[]>;
  /** As that of a lane, whichever lane it is in. */
  journalEntry(id: string): Promise<JournalExchange | undefined>;
  /** Calls a listener with every new entry of all lanes; returns what ends that. */
  watch(listener: (entry: JournalEntry) => void): () => void;
  /** Why a request got its answer, whichever lane it is in; by the same ids as `journalEntry`. */
  explain(id: string): Promise<Explanation | undefined>;
  /** The coverage of all lanes, also of those that were reset or deleted, since the start or the last `resetAll`. */
  coverage(partner?: string): Promise<Coverage>;
  /** The review of all lanes, also of those that were reset or deleted, since the start or the last `resetAll`. */
  review(partner?: string): Promise<Review>;
}

interface AllLanesInput extends Pick<LaneSurroundings, 'total' | 'feed'> {
  readonly first: Lane;
  readonly list: () => readonly Lane[];
  /** What happened before a reset, and in lanes that were deleted. */
  readonly past: PastRuns;
}

const DEFAULT_ENTRIES = 100;

async function latestOf<Entry extends JournalEntry>(
  lanes: readonly Lane[],
  filter: JournalFilter,
  find: (journal: Journal) => Promise<readonly Entry[]>,
): Promise<readonly Entry[]> {
  checkJournalFilter(filter);
  const found = await Promise.all(lanes.map(({ journal }) => find(journal)));
  const { limit = DEFAULT_ENTRIES } = filter;
  return found
    .flat()
    .sort((one, other) => other.number - one.number)
    .slice(0, limit);
}

/** The entry that an id names in one of the lanes; the id of an entry names it before anything else does. */
async function entryOf(lanes: readonly Lane[], id: string): Promise<JournalExchange | undefined> {
  const found = await Promise.all(lanes.map(({ journal }) => journal.get(id)));
  const entries = found.filter((entry) => entry !== undefined);
  return entries.find((entry) => entry.id === id) ?? entries.sort((one, other) => other.number - one.number)[0];
}

/** Reads all lanes, those that were reset or deleted where they count. */
export function readAllLanes({ first, list, past, total, feed }: AllLanesInput): AllLanes {
  return {
    journal: (filter = {}) => latestOf(list(), filter, (journal) => journal.find(filter)),
    exchanges: (filter, lane) => {
      const lanes = list().filter(({ name }) => lane === undefined || lane === name);
      return latestOf(lanes, filter, (journal) => journal.exchanges(filter));
    },
    journalEntry: (id) => entryOf(list(), id),
    watch: feed.watch,
    explain: async (id) => {
      const lanes = list();
      const exchange = await entryOf(lanes, id);
      const lane = lanes.find(({ name }) => name === exchange?.lane);
      return exchange && lane && explainIn(lane, exchange);
    },
    coverage: async (partner) => {
      checkPartnerName(partner);
      const partners = [...first.partners.values()].map((one) => one.partner);
      return coverageOfPartner(coverageOf(partners, await total.counts()), partner);
    },
    review: async (partner) => {
      checkPartnerName(partner);
      const current = await Promise.all(list().map(runOf));
      const { reviewOf } = await import('../review/review.js'); // the start does not need it
      return reviewOf([...(await past.list()), ...current], partner);
    },
  };
}
