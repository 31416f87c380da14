import type { StateRequest } from '../generated/control/types.js';
import { checkInput } from '../lanes/check-input.js';
import type { ControlRoute } from './route.js';

/** States: what the simulator knows of a business id that no request brings about. */
export const stateRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/state',
    name: 'listStates',
    summary: 'Lists the states of every partner that has any.',
    query: ['lane'],
    answer: 'states.answer',
    handle: ({ lane }) => lane().states(),
  },
  {
    method: 'POST',
    path: '/state',
    name: 'setState',
    summary: 'Puts a business id into a state.',
    query: ['lane'],
    request: 'state.request',
    handle: async ({ lane, body }) => {
      checkInput('stateRequest', 'a state', body);
      const { partner, state, subject } = body as StateRequest;
      await lane().setState(partner, state, subject);
      return undefined;
    },
  },
];
