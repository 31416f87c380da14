import type { Fault } from '../fault.js';

/** The connection ends before the partner has read the body. */
export const resetBeforeReading: Fault = {
  name: 'reset-before-reading',
  client: 'The connection is reset, usually while the body is being sent.',
  stored: 'Nothing.',
  clientAction: 'Treat the outcome as unknown, and retry with the same id on a new connection.',
  outcome: 'unknown',
  forms: [
    {
      parameters: [],
      // a move that is only known once the body has arrived still ends in a reset
      effect: () => ({ resetBeforeBody: true, storesNothing: true, delivery: { kind: 'reset' } }),
    },
  ],
};
