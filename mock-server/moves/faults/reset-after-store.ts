import type { Fault } from '../fault.js';

/** Stored, but the answer is lost: the case in which a retry with a new id makes a duplicate. */
export const resetAfterStore: Fault = {
  name: 'reset-after-store',
  client: 'The connection is reset after the whole request was sent.',
  stored: 'The document. A request that the partner refuses gets its refusal instead.',
  clientAction: 'Treat the outcome as unknown, and retry with the same id on a new connection.',
  outcome: 'unknown',
  forms: [{ parameters: [], effect: () => ({ onlyAccepted: true, delivery: { kind: 'reset' } }) }],
};
