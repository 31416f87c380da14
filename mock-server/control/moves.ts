import { checkJournalFilter } from '../lanes/journal-filter.js';
import type { ControlRoute } from './route.js';

/** Moves: what can be asked for. */
export const moveRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/moves',
    name: 'listMoves',
    summary: 'Lists every code and fault that can be asked for, by operation.',
    query: ['partner', 'operation'],
    answer: 'moves.answer',
    handle: ({ lane, query }) => {
      checkJournalFilter(query);
      const operations = lane()
        .moves()
        .filter(({ partner }) => query.partner === undefined || partner === query.partner)
        .filter(({ operation }) => query.operation === undefined || operation === query.operation);
      return { operations };
    },
  },
];
