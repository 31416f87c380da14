import { findPartner } from '../config/find-partner.js';
import type { ControlRoute } from './route.js';

/** The client review: what a client did wrong, with evidence. */
export const reviewRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/review',
    name: 'readReview',
    summary: 'Returns what the client did wrong, with evidence; of every lane unless `lane` names one.',
    query: ['lane', 'partner'],
    answer: 'review.answer',
    handle: ({ lanes, lane, query: { lane: name, partner } }) => {
      if (partner !== undefined) findPartner(partner);
      return name === undefined ? lanes.review(partner) : lane().review(partner);
    },
  },
];
