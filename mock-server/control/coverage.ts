import { findPartner } from '../config/find-partner.js';
import { coverageOfPartner } from '../coverage/coverage.js';
import type { ControlRoute } from './route.js';

/** Coverage: which codes and faults were exercised, and which never. */
export const coverageRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/coverage',
    name: 'readCoverage',
    summary: 'Returns which codes and faults were exercised how often; those of every lane unless `lane` names one.',
    query: ['lane', 'partner'],
    answer: 'coverage.answer',
    handle: async ({ lanes, lane, query: { lane: name, partner } }) => {
      if (partner !== undefined) findPartner(partner);
      return coverageOfPartner(await (name === undefined ? lanes.coverage() : lane().coverage()), partner);
    },
  },
];
