import type { Fault } from '../fault.js';

/** The answer trickles in: a timeout between two bytes does not fire, one for the whole request does. */
export const slowAnswer: Fault = {
  name: 'slow-answer',
  client: 'The answer arrives a few bytes at a time.',
  stored: 'As usual.',
  clientAction: 'Limit the time of the whole request, and treat the outcome as unknown when it is over.',
  outcome: 'answered',
  forms: [
    {
      parameters: [{ name: 'rate', kind: 'rate', example: '64B/s', default: '16B/s' }],
      effect: ([bytesPerSecond]) => ({ delivery: { kind: 'slow', bytesPerSecond: Number(bytesPerSecond) } }),
    },
  ],
};
