import type { Fault } from '../fault.js';

/** The partner has read the request and crashes before it stores anything. */
export const resetBeforeStore: Fault = {
  name: 'reset-before-store',
  client: 'The connection is reset after the whole request was sent.',
  stored: 'Nothing.',
  clientAction: 'Treat the outcome as unknown, and retry with the same id on a new connection.',
  outcome: 'unknown',
  forms: [{ parameters: [], effect: () => ({ storesNothing: true, delivery: { kind: 'reset' } }) }],
};
