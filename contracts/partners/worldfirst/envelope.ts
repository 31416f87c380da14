import { entryOf, renderText } from '../../catalogue.js';
import type { DecodedAnswer, Outcome, OutcomeClass } from '../../partner.js';
import { catalogue } from './catalogue.js';

/** The `resultStatus` of each class. */
const STATUS: Readonly<Record<OutcomeClass, 'S' | 'F' | 'U'>> = { success: 'S', refused: 'F', unknown: 'U' };

/** Builds an answer: data first, then `result`, as in the partner's sample (decision W11). */
export function encode(outcome: Outcome): object {
  const entry = entryOf(catalogue, outcome.code);
  const result = { resultCode: entry.code, resultMessage: renderText(entry), resultStatus: STATUS[entry.class] };
  return outcome.kind === 'accepted' ? { ...outcome.data, result } : { result };
}

const CLASSES: Readonly<Record<string, OutcomeClass>> = { S: 'success', F: 'refused', U: 'unknown' };

/** Reads an answer; returns `undefined` when it has no `result` with a code and a known status. */
export function decode(answer: unknown): DecodedAnswer | undefined {
  const { result, ...data } = (answer ?? {}) as { result?: Readonly<Record<string, unknown>> };
  const { resultCode, resultMessage, resultStatus } = result ?? {};
  const known = typeof resultStatus === 'string' ? CLASSES[resultStatus] : undefined;
  if (typeof resultCode !== 'string' || !known) return undefined;
  return { code: resultCode, class: known, text: String(resultMessage), data };
}
