import type { Fault } from '../fault.js';

/** Without the last character, an object is never JSON, and without a quote it is not even close. */
const garble = (text: string) => text.replace('"', '').slice(0, -1);

/** The answer is not JSON. It is garbled before it is signed, so that a client gets as far as parsing it. */
export const garbledJson: Fault = {
  name: 'garbled-json',
  client: 'The usual status and headers with a body that is not JSON; a signature over it is valid.',
  stored: 'As usual.',
  clientAction: 'Treat the outcome as unknown, and retry with the same id.',
  outcome: 'unknown',
  forms: [{ parameters: [], effect: () => ({ alterText: garble }) }],
};
