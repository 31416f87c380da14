import type { Fault } from '../fault.js';

/** Stored, but the client waits in vain: the case in which a retry with a new id makes a duplicate. */
export const timeoutAfterStore: Fault = {
  name: 'timeout-after-store',
  client: 'No answer; the connection stays open until the client gives up.',
  stored: 'The document. A request that the partner refuses gets its refusal instead.',
  clientAction: 'Give up after a timeout of its own, treat the outcome as unknown, and retry with the same id.',
  outcome: 'unknown',
  forms: [{ parameters: [], effect: () => ({ onlyAccepted: true, delivery: { kind: 'hang' } }) }],
};
