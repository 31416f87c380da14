import { entryOf, wordText } from '../../catalogue.js';
import type { Outcome, OutcomeClass } from '../../partner.js';
import { catalogue } from './catalogue.js';

/** `resultStatus` of each class. */
const STATUS: Readonly<Record<OutcomeClass, 'S' | 'F' | 'U'>> = { success: 'S', refused: 'F', unknown: 'U' };

/** Words an answer: data first, then `result`, in the order of the partner's sample (decision W11). */
export function seal(outcome: Outcome): object {
  const entry = entryOf(catalogue, outcome.code);
  const result = { resultCode: entry.code, resultMessage: wordText(entry), resultStatus: STATUS[entry.class] };
  return outcome.kind === 'accepted' ? { ...outcome.data, result } : { result };
}
