import type {
  Mistake,
  Opening,
  Piece,
  SignatureCase,
  SignatureEvidence,
  Signing,
  WrongRecipe,
} from '../core/recipes/recipe.js';
import { sameText, sizeOf } from './same-text.js';

/** One attempt costs a step, and so do this many bytes of it: about 5 microseconds. */
const BYTES_PER_STEP = 6 * 1024;

/** The work that one diagnosis may take, about 12 milliseconds. */
export const MAX_STEPS = 2_400;

/** Longer strings are only tried with one mistake. */
const MAX_PAIR_BYTES = 64 * 1024;

/** So many variants of a recipe are tried together with a second mistake. */
const VARIANTS_IN_PAIRS = 2;

/** What is known after a search. */
export interface SearchResult {
  /** The mistakes that explain the signature; absent when none do. */
  readonly mistakes?: readonly Mistake[];
  /** What was signed, if that was found. */
  readonly theirs?: readonly Piece[];
  /** An opening that is proven by the signature itself. */
  readonly proven?: Opening | undefined;
  readonly tried: number;
  readonly notTried: number;
  readonly steps: number;
}

/** A variant of the string to sign. */
interface Variant {
  readonly recipe: WrongRecipe;
  /** Counts the variants of its recipe. */
  readonly index: number;
  readonly change: Partial<Signing>;
  readonly sizeBytes: number;
}

/** Compares strings with the signature as long as the work is allowed. */
function comparer(maxSteps: number) {
  const count = { tried: 0, notTried: 0, steps: 0 };
  const stepsOf = (text: readonly Piece[]) => 1 + Math.floor(sizeOf(text) / BYTES_PER_STEP);
  return {
    count,
    isLeftFor: (text: readonly Piece[]) => count.steps + stepsOf(text) <= maxSteps,
    matches: ({ matches }: Opening, text: readonly Piece[]): boolean => {
      const steps = stepsOf(text);
      if (count.steps + steps > maxSteps) {
        count.notTried++;
        return false;
      }
      count.steps += steps;
      count.tried++;
      return matches(text);
    },
  };
}

type Comparer = ReturnType<typeof comparer>;
type Compare = Comparer['matches'];
type Found = Pick<SearchResult, 'mistakes' | 'theirs'>;

function write(correct: Signing, ...changes: readonly Partial<Signing>[]): readonly Piece[] {
  const signing: Signing = Object.assign({}, correct, ...changes);
  return signing.write(signing);
}

/** The variants of recipes: the first one of each recipe, then the second ones, and so on. */
function variantsOf(
  correct: Signing,
  recipes: readonly WrongRecipe[],
  evidence: SignatureEvidence,
): readonly Variant[] {
  const written = correct.write(correct);
  const all = recipes.flatMap((recipe) =>
    recipe
      .variants(correct, evidence)
      .map((change) => ({ change, text: write(correct, change) }))
      .filter(({ text }) => !sameText(text, written))
      .map(({ change, text }, index) => ({ recipe, index, change, sizeBytes: sizeOf(text) })),
  );
  return all.sort((left, right) => left.index - right.index);
}

/** Tries one mistake in the string. */
function searchOne(
  { correct }: SignatureCase,
  variants: readonly Variant[],
  openings: readonly Opening[],
  matches: Compare,
): Found | undefined {
  for (const opening of openings) {
    for (const { recipe, change } of variants) {
      const theirs = write(correct, change);
      if (matches(opening, theirs)) return { mistakes: [recipe, ...opening.mistakes], theirs };
    }
  }
  return undefined;
}

/** Tries two mistakes in different parts of the string. */
function searchTwo(
  { correct }: SignatureCase,
  variants: readonly Variant[],
  opening: Opening,
  matches: Compare,
): Found | undefined {
  for (const [at, first] of variants.entries()) {
    for (const second of variants.slice(0, at)) {
      if (first.recipe.part === second.recipe.part) continue;
      if (Math.min(first.sizeBytes, second.sizeBytes) > MAX_PAIR_BYTES) continue;
      const theirs = write(correct, first.change, second.change);
      if (matches(opening, theirs)) return { mistakes: [second.recipe, first.recipe], theirs };
    }
  }
  return undefined;
}

/** Searches in the order of likelihood: no mistake in the string, one, one and another in key or form, two. */
function find(
  from: SignatureCase,
  evidence: SignatureEvidence,
  { matches, isLeftFor, count }: Comparer,
): Found | undefined {
  const { correct, openings } = from;
  const written = correct.write(correct);
  for (const opening of openings) {
    if (opening.mistakes.length > 0 && matches(opening, written)) return { mistakes: opening.mistakes };
  }
  const by = (mistakes: number) => openings.filter((opening) => opening.mistakes.length === mistakes);
  const recipes = (rare: boolean) => from.recipes.filter((recipe) => (recipe.rare ?? false) === rare);
  const frequent = variantsOf(correct, recipes(false), evidence);
  const found = searchOne(from, frequent, by(0), matches);
  if (found) return found;
  // writing a large body in rare forms takes time too
  const rare = isLeftFor(written) ? variantsOf(correct, recipes(true), evidence) : [];
  if (rare.length === 0) count.notTried += recipes(true).length;
  const paired = [...frequent, ...rare].filter(({ recipe, index }) => !recipe.alone && index < VARIANTS_IN_PAIRS);
  return (
    searchOne(from, rare, by(0), matches) ??
    searchOne(from, paired, by(1), matches) ??
    by(0)
      .map((opening) => searchTwo(from, paired, opening, matches))
      .find((both) => both !== undefined)
  );
}

/** Searches for the mistakes that explain an invalid signature. */
export function search(from: SignatureCase, evidence: SignatureEvidence, maxSteps = MAX_STEPS): SearchResult {
  const compare = comparer(maxSteps);
  const found = from.openings.length === 0 ? undefined : find(from, evidence, compare);
  return { ...found, ...compare.count, proven: from.openings.find(({ proven }) => proven) };
}
