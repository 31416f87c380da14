import type { Fault, FaultParameter, Random } from '../fault.js';

/** The longest delay, because a log-normal one has no limit of its own. */
const MAX_DELAY_MS = 600_000;

const duration = (name: string, example: string): FaultParameter => ({ name, kind: 'duration', example });
const distribution = (word: string): FaultParameter => ({ name: word, kind: 'word', words: [word], example: word });

/** A number of the standard normal distribution (Box-Muller). */
function normal(random: Random): number {
  // the logarithm of 0 is infinite, and `random` returns 0 but never 1
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

/** The answer comes late: after a fixed time, or after one drawn for each request. */
export const delay: Fault = {
  name: 'delay',
  client: 'The answer comes late; a client with a shorter timeout gets none.',
  stored: 'As usual, before the delay.',
  clientAction: 'Wait as long as the partner allows; after a timeout, treat the outcome as unknown.',
  outcome: 'answered',
  forms: [
    {
      parameters: [duration('duration', '2s')],
      effect: ([fixed]) => ({ delayMs: () => Number(fixed) }),
    },
    {
      parameters: [distribution('uniform'), duration('shortest', '100ms'), duration('longest', '2s')],
      effect: ([, shortest, longest]) => ({
        delayMs: (random) => Math.round(Number(shortest) + random() * (Number(longest) - Number(shortest))),
      }),
    },
    {
      parameters: [
        distribution('lognormal'),
        duration('median', '200ms'),
        { name: 'sigma', kind: 'number', example: '0.5' },
      ],
      effect: ([, median, sigma]) => ({
        delayMs: (random) =>
          Math.min(MAX_DELAY_MS, Math.round(Number(median) * Math.exp(Number(sigma) * normal(random)))),
      }),
    },
  ],
};
