import { type Layout, layoutRecipe } from '../../../core/recipes/layout.js';
import type { WrongRecipe } from '../../../core/recipes/recipe.js';

/** The correct layout (decision K4). */
export const CORRECT: Layout = ['time', 'method', 'target', 'body'];
const FORM = 'Join timestamp, METHOD, path and body in this order, without anything between them.';

/** Every field followed by the same separator. */
const joined = (separator: string): Layout =>
  CORRECT.flatMap((part, index) => (index === 0 ? [part] : [`'${separator}` as const, part]));

/** Wrong ways to put the fields together. */
export const layoutRecipes: readonly WrongRecipe[] = [
  layoutRecipe(
    { id: 'separators-added', cause: 'The fields were signed with separators between them.' },
    FORM,
    ...['\n', ' ', '.', '&', '|', ',', '+', ':', '\\n', '\r\n'].flatMap((separator) => [
      joined(separator),
      joined(separator).slice(0, -2),
    ]),
  ),
  layoutRecipe(
    { id: 'fields-in-other-order', cause: 'The fields were signed in another order.' },
    FORM,
    ['method', 'target', 'time', 'body'],
    ['method', 'time', 'target', 'body'],
    ['time', 'target', 'method', 'body'],
    ['method', 'target', 'body', 'time'],
    ['target', 'method', 'time', 'body'],
    ['target', 'time', 'method', 'body'],
  ),
  layoutRecipe(
    { id: 'access-key-included', cause: 'The access key was signed too.' },
    FORM,
    ['caller', ...CORRECT],
    [...CORRECT, 'caller'],
    ['time', 'caller', 'method', 'target', 'body'],
  ),
  layoutRecipe(
    { id: 'text-trailing-newline', cause: 'The string to sign ends with a line break.' },
    FORM,
    [...CORRECT, "'\n"],
    [...CORRECT, "'\r\n"],
  ),
  layoutRecipe({ id: 'bom-first', cause: 'The string to sign starts with a byte order mark.' }, FORM, [
    "'\u{feff}",
    ...CORRECT,
  ]),
  layoutRecipe({ id: 'only-body', cause: 'The body was signed alone, without timestamp, method and path.' }, FORM, [
    'body',
  ]),
];
