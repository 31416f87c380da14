import type { SignatureEvidence, WrongRecipe } from '../../../core/recipes/recipe.js';
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

/** A row about the query; a request without one has no form of it. */
const queryRecipe = (
  mistake: Omit<WrongRecipe, 'part' | 'variants'>,
  targets: (evidence: SignatureEvidence) => readonly string[],
): WrongRecipe =>
  textRecipe('target', mistake, (_target, evidence) => (evidence.head.target.includes('?') ? targets(evidence) : []));

/** Forms of the query other than decoded, sorted and without empty values (decision K4). */
export const queryRecipes: readonly WrongRecipe[] = [
  queryRecipe(
    {
      id: 'query-as-sent',
      cause: 'The query was signed as it was sent, neither decoded nor sorted.',
      fix: AS_DOCUMENTED,
    },
    ({ head }) => [head.target],
  ),
  queryRecipe(
    { id: 'query-not-sorted', cause: 'The pairs of the query were signed in the order sent.', fix: AS_DOCUMENTED },
    ({ head: { target } }) => {
      const form = (pairs: readonly string[]) => `${target.split('?', 1)[0]}?${pairs.join('&')}`;
      const decoded = rawPairs(target).map((pair) => pair.split('=').map(percentDecoded).join('='));
      return [form(decoded.filter((pair) => /=./.test(pair))), form(decoded), form(rawPairs(target).reverse())];
    },
  ),
  queryRecipe(
    { id: 'query-encoded', cause: 'The values of the query were signed percent-encoded.', fix: AS_DOCUMENTED },
    ({ head: { target } }) => {
      const pairs = rawPairs(target).filter((pair) => /=./.test(pair));
      return [`${target.split('?', 1)[0]}?${pairs.sort().join('&')}`];
    },
  ),
  queryRecipe(
    { id: 'query-empties-kept', cause: 'The query was signed with pairs that have no value.', fix: AS_DOCUMENTED },
    ({ head: { target } }) => [`${target.split('?', 1)[0]}?${rawPairs(target).map(percentDecoded).sort().join('&')}`],
  ),
];
