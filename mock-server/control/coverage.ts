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
    handle: ({ lanes, lane, query: { lane: name, partner } }) =>
      name === undefined ? lanes.coverage(partner) : lane().coverage(partner),
  },
];
