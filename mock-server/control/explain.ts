import type { Explanation } from '../explain/explanation.js';
import { unknownEntry } from './journal.js';
import type { ControlCall, ControlRoute } from './route.js';

async function explanationOf({ lanes, lane, query, parameters: { id = '' } }: ControlCall): Promise<Explanation> {
  const explanation = await (query.lane === undefined ? lanes.explain(id) : lane().explain(id));
  if (explanation) return explanation;
  throw unknownEntry(id);
}

/** Explanations: why a request got its answer, and what to do. */
export const explainRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/explain/{id}',
    name: 'explainRequest',
    summary:
      'Returns why a request got its answer, what to do, and how to get the answer on purpose; by the same ids as the journal.',
    query: ['lane'],
    answer: 'explanation.answer',
    handle: explanationOf,
  },
];
