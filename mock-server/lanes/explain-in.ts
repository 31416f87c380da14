import type { Explanation } from '../explain/explanation.js';
import type { JournalExchange } from '../state/journal.js';
import type { Lane } from './lane.js';

/** Explains an entry of the journal of a lane, with the settings that the lane has now. */
export async function explainIn({ partners }: Lane, exchange: JournalExchange): Promise<Explanation> {
  const { explain } = await import('../explain/explain.js'); // the start does not need it
  const found = partners.get(exchange.partner ?? '');
  if (!found) return explain(exchange, undefined);
  const { module, context } = found;
  return explain(exchange, { module, settings: context.settings, moveSources: context.moveSources });
}
