import { UserError } from '../core/user-error.js';
import type { ResetRequest } from '../generated/control/types.js';
import { checkInput } from '../lanes/check-input.js';
import type { ControlRoute } from './route.js';

/** Back to the start. */
export const resetRoutes: readonly ControlRoute[] = [
  {
    method: 'POST',
    path: '/reset',
    name: 'reset',
    summary:
      'Clears stores, states, rules, journal, ledger and coverage of one lane or of all; restores settings, clock and seed.',
    query: ['lane'],
    request: 'reset.request',
    handle: async ({ lanes, lane, body, query }) => {
      checkInput('resetRequest', 'a reset', body);
      const { all = false } = body as ResetRequest;
      if (all && query.lane !== undefined) throw new UserError('reset either one lane or all of them', 'all');
      await (all ? lanes.resetAll() : lane().reset());
      return undefined;
    },
  },
];
