import type { Entry } from '../api/types.js';
import { copyText } from '../parts/copy.js';
import { lane } from '../state/lanes.js';
import { operations } from '../state/partners.js';
import { absolute, exchangeLink, linkTo } from '../state/route.js';
import { arm } from '../state/rules.js';
import { attempt, say } from '../state/toast.js';

export function copyExchangeLink(id: string): Promise<boolean> {
  return attempt(() => copyText(absolute(exchangeLink(id))), 'The link was copied');
}

/** The move that makes the partner answer like this again; `undefined` when nothing can. */
export function moveOf({ partner, operation, code, move }: Entry): string | undefined {
  if (move?.used) return move.text;
  const moves = operations.value.find((one) => one.partner === partner && one.operation === operation)?.moves ?? [];
  return moves.find(({ name }) => name === code)?.name;
}

/** Makes the next request of the same lane and operation get the same answer. */
export async function repeatAnswer(exchange: Entry): Promise<void> {
  const { partner, operation } = exchange;
  const move = moveOf(exchange);
  if (move === undefined || partner === null || operation === null) {
    say('No rule can repeat this answer: the request belongs to no operation', { kind: 'failed' });
    return;
  }
  lane.value = exchange.lane;
  if (!(await arm({ partner, operation, move, times: 1 }))) return;
  const link = { text: 'Show the moves', href: linkTo('moves', partner, operation) };
  say(`The next ${operation} gets ${move}`, { link });
}
