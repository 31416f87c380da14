import type { Fault } from '../fault.js';

/** The partner takes the request and is never heard of again. */
export const hang: Fault = {
  name: 'hang',
  client: 'No answer; the connection stays open until the client gives up.',
  stored: 'Nothing.',
  clientAction: 'Give up after a timeout of its own, treat the outcome as unknown, and retry with the same id.',
  outcome: 'unknown',
  forms: [{ parameters: [], effect: () => ({ storesNothing: true, delivery: { kind: 'hang' } }) }],
};
