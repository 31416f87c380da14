import { type Layout, layoutRecipe } from '../../../core/recipes/layout.js';
import type { WrongRecipe } from '../../../core/recipes/recipe.js';

/** The correct layout (decision W6). */
export const CORRECT: Layout = ['method', "' ", 'target', "'\n", 'caller', "'.", 'time', "'.", 'body'];

const FORM = 'Write METHOD, a space, the path, one line feed, then Client-Id, time and body, joined with dots.';

/** Wrong ways to put the fields together: `<METHOD> <target>\n<client id>.<time>.<body>` is correct. */
export const layoutRecipes: readonly WrongRecipe[] = [
  layoutRecipe(
    { id: 'newline-missing', cause: 'The line feed after the path is missing.' },
    FORM,
    ['method', "' ", 'target', 'caller', "'.", 'time', "'.", 'body'],
    ['method', "' ", 'target', "' ", 'caller', "'.", 'time', "'.", 'body'],
  ),
  layoutRecipe({ id: 'newline-crlf', rare: true, cause: 'The line break after the path is CRLF, not LF.' }, FORM, [
    'method',
    "' ",
    'target',
    "'\r\n",
    'caller',
    "'.",
    'time',
    "'.",
    'body',
  ]),
  layoutRecipe(
    { id: 'newline-escaped', rare: true, cause: 'The line feed after the path was signed as a backslash and an n.' },
    FORM,
    ['method', "' ", 'target', "'\\n", 'caller', "'.", 'time', "'.", 'body'],
  ),
  layoutRecipe(
    { id: 'space-missing', cause: 'The space between method and path is missing.' },
    FORM,
    ['method', 'target', "'\n", 'caller', "'.", 'time', "'.", 'body'],
    ['method', "'\n", 'target', "'\n", 'caller', "'.", 'time', "'.", 'body'],
  ),
  layoutRecipe(
    { id: 'dot-missing', cause: 'The dot behind the Client-Id or behind the time is missing.' },
    FORM,
    ['method', "' ", 'target', "'\n", 'caller', "'.", 'time', 'body'],
    ['method', "' ", 'target', "'\n", 'caller', 'time', "'.", 'body'],
    ['method', "' ", 'target', "'\n", 'caller', 'time', 'body'],
  ),
  layoutRecipe(
    {
      id: 'dot-replaced',
      rare: true,
      cause: 'The Client-Id, time and body were joined with line feeds, not with dots.',
    },
    FORM,
    ['method', "' ", 'target', "'\n", 'caller', "'\n", 'time', "'\n", 'body'],
    ['method', "' ", 'target', "'\n", 'caller', "'.", 'time', "'\n", 'body'],
  ),
  layoutRecipe(
    { id: 'caller-and-time-swapped', rare: true, cause: 'The time was signed before the Client-Id.' },
    FORM,
    ['method', "' ", 'target', "'\n", 'time', "'.", 'caller', "'.", 'body'],
  ),
  layoutRecipe(
    { id: 'caller-left-out', rare: true, cause: 'The Client-Id was left out together with its dot.' },
    FORM,
    ['method', "' ", 'target', "'\n", 'time', "'.", 'body'],
  ),
  layoutRecipe({ id: 'time-left-out', rare: true, cause: 'The time was left out together with its dot.' }, FORM, [
    'method',
    "' ",
    'target',
    "'\n",
    'caller',
    "'.",
    'body',
  ]),
  layoutRecipe(
    { id: 'body-alone', cause: 'The body was signed alone, without method, path, Client-Id and time.' },
    FORM,
    ['body'],
  ),
  layoutRecipe({ id: 'first-line-missing', cause: 'The line with method and path was not signed.' }, FORM, [
    'caller',
    "'.",
    'time',
    "'.",
    'body',
  ]),
  layoutRecipe({ id: 'bom-first', rare: true, cause: 'The string to sign starts with a byte order mark.' }, FORM, [
    "'\u{feff}",
    'method',
    "' ",
    'target',
    "'\n",
    'caller',
    "'.",
    'time',
    "'.",
    'body',
  ]),
];
