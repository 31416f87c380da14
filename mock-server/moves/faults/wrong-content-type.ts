import type { Fault } from '../fault.js';

/** The right body under the wrong label. */
export const wrongContentType: Fault = {
  name: 'wrong-content-type',
  client: 'The usual answer, labeled as plain text.',
  stored: 'As usual.',
  clientAction: 'Read the body as JSON all the same, or treat the outcome as unknown; never as a refusal.',
  outcome: 'answered',
  forms: [
    {
      parameters: [],
      effect: () => ({
        transform: ({ headers, ...answer }) => ({
          ...answer,
          headers: { ...headers, 'content-type': 'text/plain; charset=UTF-8' },
        }),
      }),
    },
  ],
};
