import type { Fault } from '../fault.js';

const DAY_MS = 86_400_000;

/** An old answer, as in a replay. */
export const staleResponseTime: Fault = {
  name: 'stale-response-time',
  client: 'The usual answer with a valid signature that says it was made a day ago.',
  stored: 'As usual.',
  clientAction: 'If it checks the time of answers, do not trust this one; treat the outcome as unknown.',
  outcome: 'answered',
  needsSignedAnswers: true,
  needsDatedAnswers: true,
  forms: [{ parameters: [], effect: () => ({ signedAgoMs: DAY_MS }) }],
};
