import type { WrongRecipe } from '../../../core/recipes/recipe.js';
import { textRecipe } from '../../../core/recipes/request-line.js';

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const AS_DOCUMENTED = 'Decode the pairs of the query, sort them by name and leave out those without a value.';

/** The pairs of a query as sent. */
const rawPairs = (target: string) => target.split('?').slice(1).join('?').split('&');

/** Forms of the query other than decoded, sorted and without empty values (decision K4). */
export const queryRecipes: readonly WrongRecipe[] = [
  textRecipe(
    'target',
    {
      id: 'query-as-sent',
      cause: 'The query was signed as it was sent, neither decoded nor sorted.',
      fix: AS_DOCUMENTED,
    },
    (_target, { head }) => [head.target],
  ),
  textRecipe(
    'target',
    { id: 'query-not-sorted', cause: 'The pairs of the query were signed in the order sent.', fix: AS_DOCUMENTED },
    (_target, { head: { target } }) => {
      const form = (pairs: readonly string[]) => `${target.split('?', 1)[0]}?${pairs.join('&')}`;
      const decoded = rawPairs(target).map((pair) => pair.split('=').map(percentDecoded).join('='));
      return [form(decoded.filter((pair) => /=./.test(pair))), form(decoded), form(rawPairs(target).reverse())];
    },
  ),
  textRecipe(
    'target',
    { id: 'query-encoded', cause: 'The values of the query were signed percent-encoded.', fix: AS_DOCUMENTED },
    (_target, { head: { target } }) => {
      const pairs = rawPairs(target).filter((pair) => /=./.test(pair));
      return [`${target.split('?', 1)[0]}?${pairs.sort().join('&')}`];
    },
  ),
  textRecipe(
    'target',
    { id: 'query-empties-kept', cause: 'The query was signed with pairs that have no value.', fix: AS_DOCUMENTED },
    (_target, { head: { target } }) => [
      `${target.split('?', 1)[0]}?${rawPairs(target).map(percentDecoded).sort().join('&')}`,
    ],
  ),
];
