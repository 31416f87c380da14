import type { Operation } from '@sparring/contracts';
import type { JournalMove } from '../state/journal.js';
import type { Fault } from './fault.js';
import { faults } from './faults/index.js';

/** The fault that determined an answer. Without arguments, a code wins over a fault of the same name. */
export function usedFault(
  move: JournalMove | null,
  operation: Pick<Operation, 'outcomes'> | undefined,
): Fault | undefined {
  if (!move?.used || operation?.outcomes.some(({ code }) => code === move.text)) return undefined;
  const [name] = move.text.split('(', 1);
  return faults.find((fault) => fault.name === name);
}
