import type { SimulatedPartner } from '../core/partner.js';
import type { Journal, JournalExchange } from '../state/journal.js';
import type { Tally } from '../state/tally.js';
import type { ReviewedRun } from './exchange.js';
import { readExchange } from './read-exchange.js';

/** What a lane knows of its requests. */
export interface RunSource {
  readonly name: string;
  readonly partners: ReadonlyMap<string, { readonly partner: SimulatedPartner }>;
  readonly journal: Journal;
  readonly tally: Tally;
}

/** What happened in a lane since its start or its last reset. */
export async function runOf({ name, partners, journal, tally }: RunSource): Promise<ReviewedRun> {
  const counts = await tally.counts();
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const kept = await journal.exchanges({ limit: Number.POSITIVE_INFINITY });
  const contractOf = (one: JournalExchange) => partners.get(one.partner ?? '')?.partner.contract;
  // newest first, in the order of the answers; our own errors are none of a partner's, and in no tally
  const own = kept.toReversed().filter((one) => contractOf(one)?.catalogue.some(({ code }) => code === one.code));
  const read = own.map((one) => readExchange(contractOf(one), one));
  const exchanges = read.filter((one) => typeof one === 'object');
  const others = read.filter((one) => one === 'other').length;
  return {
    lane: name,
    exchanges: exchanges.sort((one, other) => one.arrivedMs - other.arrivedMs),
    forgotten: Math.max(0, total - exchanges.length - others),
  };
}
