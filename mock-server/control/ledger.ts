import type { ControlRoute } from './route.js';

/** The ledger: how often a business id arrived, and what came of it. */
export const ledgerRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/ledger',
    name: 'readLedger',
    summary: 'Returns what happened to a business id, or to those that were named last.',
    query: ['lane', 'id', 'limit'],
    answer: 'ledger.answer',
    handle: async ({ lane, query: { id }, numbers: { limit } }) => ({ entries: await lane().ledger(id, limit) }),
  },
];
