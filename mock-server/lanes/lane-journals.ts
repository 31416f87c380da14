import type { Journal, JournalEntry, JournalExchange, JournalFilter } from '../state/journal.js';
import { explainIn } from './explain-in.js';
import { checkJournalFilter } from './journal-filter.js';
import type { Lane } from './lane.js';
import type { LaneRegistry } from './lane-registry.js';
import type { Lanes } from './lanes.js';

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

/** Reads the journals of all lanes as if they were one. */
export const laneJournals = ({
  list,
  get,
}: Pick<LaneRegistry, 'list' | 'get'>): Pick<Lanes, 'journal' | 'exchanges' | 'journalEntry' | 'explain'> => ({
  journal: (filter = {}) => latestOf(list(), filter, (journal) => journal.find(filter)),
  exchanges: (filter = {}) => latestOf(list(), filter, (journal) => journal.exchanges(filter)),
  journalEntry: (id) => entryOf(list(), id),
  explain: async (id) => {
    const exchange = await entryOf(list(), id);
    return exchange && explainIn(get(exchange.lane), exchange);
  },
});
