import type { WrongRecipe } from './recipe.js';
import { textRecipe } from './request-line.js';

/**
 * Wrong forms of a caller id that is part of the string to sign.
 * @param title how the partner's documents name it
 * @param credential its name in the credentials
 */
export const callerRecipes = (title: string, credential: string): readonly WrongRecipe[] => [
  textRecipe(
    'caller',
    {
      id: 'caller-case',
      cause: `The ${title} was signed in another case than it was sent.`,
      fix: `Sign the ${title} exactly as in the header.`,
    },
    (caller) => [caller.toLowerCase(), caller.toUpperCase()],
  ),
  textRecipe(
    'caller',
    {
      id: 'caller-of-other-lane',
      cause: `The ${title} that was signed belongs to another lane.`,
      fix: 'Read all credentials from one place: `sparring env`, or the lane that the test created.',
    },
    (_caller, { otherLanes }) => otherLanes.map(({ credentials }) => credentials[credential] ?? ''),
  ),
  textRecipe(
    'caller',
    {
      id: 'caller-missing',
      rare: true,
      cause: `The ${title} was signed as an empty text.`,
      fix: `Sign the ${title} too.`,
    },
    () => [''],
  ),
  textRecipe(
    'caller',
    {
      id: 'caller-spaces',
      rare: true,
      cause: `The ${title} was signed with white space around it.`,
      fix: `Remove spaces and line breaks around the ${title} when you read it.`,
    },
    (caller) => [`${caller}\n`, ` ${caller}`, `${caller} `, `${caller}\r\n`],
  ),
];
