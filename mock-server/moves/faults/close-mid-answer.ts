import type { Fault } from '../fault.js';

/** The answer breaks off. */
export const closeMidAnswer: Fault = {
  name: 'close-mid-answer',
  client: 'Status, headers and half of the body arrive, then the connection ends.',
  stored: 'As usual.',
  clientAction: 'Ignore the incomplete answer, treat the outcome as unknown, and retry with the same id.',
  outcome: 'unknown',
  forms: [{ parameters: [], effect: () => ({ delivery: { kind: 'cut', fraction: 0.5 } }) }],
};
