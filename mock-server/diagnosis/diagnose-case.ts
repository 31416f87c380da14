import type { Mistake, SignatureCase, SignatureEvidence } from '../core/recipes/recipe.js';
import type { JournalDiagnosis } from '../state/journal.js';
import { type SearchResult, search } from './search.js';
import { firstDifference, shownText } from './visible.js';

/** The causes in one sentence. */
function sentence(causes: readonly string[]): string {
  const [first = '', ...more] = causes.map((cause) => cause.replace(/\.$/, ''));
  return `${[first, ...more.map((cause) => cause.replace(/^The /, 'the '))].join(', and ')}.`;
}

function fixOf(mistakes: readonly Mistake[], { code }: SignatureCase): string {
  const fixes = [...new Set(mistakes.map(({ fix }) => fix))];
  const lines = [...new Set(mistakes.flatMap(({ part }) => code[part] ?? []))];
  return `${fixes.join(' ')} In code: ${lines.join('; ')}`;
}

/** What to do when nothing, or not everything, is known. */
function compareOwn({ printOwn }: SignatureCase, { notTried }: SearchResult): string {
  const smaller = notTried > 0 ? 'Send a smaller body to have all known mistakes tried. ' : '';
  return `${smaller}Print your string to sign, and compare it with stringToSign: ${printOwn}`;
}

/** What the search found, in words. */
function explain(from: SignatureCase, result: SearchResult): Pick<JournalDiagnosis, 'recipe' | 'cause' | 'fix'> {
  const { mistakes, proven } = result;
  if (mistakes) {
    const recipe = mistakes.map(({ id }) => id).join(' + ');
    return { recipe, cause: sentence(mistakes.map(({ cause }) => cause)), fix: fixOf(mistakes, from) };
  }
  if (proven && proven.mistakes.length > 0) {
    const recipe = proven.mistakes.map(({ id }) => id).join(' + ');
    const causes = [...proven.mistakes.map(({ cause }) => cause), 'The string to sign differs in an unknown way.'];
    return { recipe, cause: sentence(causes), fix: `${fixOf(proven.mistakes, from)}. ${compareOwn(from, result)}` };
  }
  if (from.openings.length === 0) return { recipe: null, cause: from.unopened, fix: compareOwn(from, result) };
  const known = proven ? 'The key and the algorithm are right, but the string to sign' : 'The signature';
  return { recipe: null, cause: `${known} matches none of the known mistakes.`, fix: compareOwn(from, result) };
}

/**
 * Finds out how an invalid signature was made.
 * @param from what is known of the signature, and the partner's table of wrong recipes
 */
export function diagnoseCase(
  from: SignatureCase,
  evidence: SignatureEvidence,
): { readonly diagnosis: JournalDiagnosis; readonly steps: number } {
  const result = search(from, evidence);
  const { theirs, tried, notTried, steps } = result;
  const ours = from.correct.write(from.correct);
  const diagnosis = {
    ...explain(from, result),
    stringToSign: shownText(ours),
    difference: theirs ? firstDifference(ours, theirs) : null,
    tried,
    notTried,
  };
  return { diagnosis, steps };
}
