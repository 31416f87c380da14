import { UserError } from '../core/user-error.js';
import type { Explanation } from '../explain/explanation.js';
import type { JournalExchange } from '../state/journal.js';
import type { Lane } from './lane.js';

/**
 * Explains an entry of the journal of a lane, with the settings that the lane has now.
 * @throws UserError when the request reached no partner.
 */
export async function explainIn({ partners }: Lane, exchange: JournalExchange): Promise<Explanation> {
  const { id, partner, reason } = exchange;
  const found = partners.get(partner ?? '');
  if (!found) {
    throw new UserError(`the request ${id} reached no partner: ${reason}`, 'id', { code: 'unsuitable-entry' });
  }
  const { module, context } = found;
  const { explain } = await import('../explain/explain.js'); // the start does not need it
  return explain(exchange, { module, settings: context.settings, moveSources: context.moveSources });
}
