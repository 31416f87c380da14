import type { InvalidSignature, SignatureEvidence } from '../core/recipes/recipe.js';
import type { JournalDiagnosis } from '../state/journal.js';
import { stepBudget } from './step-budget.js';

/** All diagnoses of a simulator together may take this many steps a second, about a third of one processor. */
const STEPS_PER_SECOND = 60_000;

/** Reading a body and writing it in other forms costs a step for so many bytes. */
const BYTES_PER_SPENT_STEP = 2 * 1024;

const NOT_EXAMINED: JournalDiagnosis = {
  recipe: null,
  cause: 'The signature was not examined, because too many others were in this second.',
  fix: 'Send the request again, more slowly.',
  stringToSign: '',
  difference: null,
  tried: 0,
  notTried: 0,
};

/**
 * Creates the diagnosis of one simulator, which has a budget: beyond it, an entry says so instead.
 * @param nowMs the real clock, in milliseconds
 */
export function createDiagnosis(nowMs: () => number = () => performance.now()) {
  const budget = stepBudget(STEPS_PER_SECOND, nowMs);
  return async ({ examine }: InvalidSignature, evidence: SignatureEvidence): Promise<JournalDiagnosis> => {
    if (!budget.isLeft()) return NOT_EXAMINED;
    // most simulators never get an invalid signature, so the start does not load what explains one
    const [{ diagnoseCase }, from] = await Promise.all([import('./diagnose-case.js'), examine(evidence)]);
    if (!budget.isLeft()) return NOT_EXAMINED; // others have used it in the meantime
    const { diagnosis, steps } = diagnoseCase(from, evidence);
    budget.spend(steps + evidence.bytes.length / BYTES_PER_SPENT_STEP);
    return diagnosis;
  };
}
