import type { Fault } from '../fault.js';

/** The status arrives, the body does not. */
export const emptyAnswer: Fault = {
  name: 'empty-answer',
  client: 'The usual status with an empty body and no signature.',
  stored: 'As usual.',
  clientAction: 'Treat the outcome as unknown, whatever the status says, and retry with the same id.',
  outcome: 'unknown',
  forms: [
    {
      parameters: [],
      effect: () => ({ signature: 'missing', transform: (answer) => ({ ...answer, body: '' }) }),
    },
  ],
};
