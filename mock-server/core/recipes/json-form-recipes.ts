import {
  ascii,
  gson,
  hasWhiteSpace,
  html,
  slashes,
  sorted,
  spaced,
  withoutEmpties,
  withoutNulls,
} from './json-forms.js';
import { type JsonSkeleton, jsonSkeleton } from './json-skeleton.js';
import type { Signing, WrongRecipe } from './recipe.js';

type Body = Signing['body'];

export const SIGN_BYTES = 'Serialize the body once, and sign and send the same bytes.';

/** The skeleton of the body that is being examined; every row needs it. */
const skeletons = new WeakMap<Body, JsonSkeleton | 'none'>();

export function skeletonOf(body: Body): JsonSkeleton | undefined {
  let known = skeletons.get(body);
  if (known === undefined) {
    const [bytes] = body;
    known = (Buffer.isBuffer(bytes) ? jsonSkeleton(bytes) : undefined) ?? 'none';
    skeletons.set(body, known);
  }
  return known === 'none' ? undefined : known;
}

/** A row about a form of the JSON in the body. */
const jsonRecipe = (
  mistake: Omit<WrongRecipe, 'part' | 'fix' | 'variants'>,
  forms: (skeleton: JsonSkeleton) => readonly Body[],
): WrongRecipe => ({
  ...mistake,
  part: 'body',
  fix: SIGN_BYTES,
  variants: ({ body }) => {
    const skeleton = skeletonOf(body);
    return (skeleton ? forms(skeleton) : []).map((other) => ({ body: other }));
  },
});

const INDENTS = [2, 4, '\t', 1];
/** As .NET writes it on Windows. */
const CRLF_INDENTS = [2, 4];

/** Forms of JSON that differ from the bytes sent. */
export const formRecipes: readonly WrongRecipe[] = [
  jsonRecipe(
    {
      id: 'body-unescaped',
      cause: 'The body was signed with characters that were sent as escapes such as \\u or \\/.',
    },
    ({ text, value, fill }) => (hasWhiteSpace(text) ? [] : [fill(JSON.stringify(value))]),
  ),
  jsonRecipe(
    { id: 'body-compact', cause: 'The body was signed as compact JSON, but sent with white space.' },
    ({ value, fill }) => [fill(JSON.stringify(value))],
  ),
  jsonRecipe(
    { id: 'body-spaced', cause: 'The body was signed with spaces behind commas and colons, as Python writes JSON.' },
    ({ value, fill }) => [fill(spaced(value)), fill(ascii(spaced(value)))],
  ),
  jsonRecipe(
    { id: 'body-pretty', cause: 'The body was signed as indented JSON, but sent in another form.' },
    ({ value, fill }) => [
      ...INDENTS.map((indent) => fill(JSON.stringify(value, null, indent))),
      ...CRLF_INDENTS.map((indent) => fill(JSON.stringify(value, null, indent).replaceAll('\n', '\r\n'))),
    ],
  ),
  jsonRecipe(
    { id: 'body-sorted', cause: 'The body was signed with sorted keys, but sent in another order.' },
    ({ value, fill }) => [
      fill(JSON.stringify(sorted(value))),
      fill(spaced(sorted(value))),
      fill(JSON.stringify(sorted(value), null, 2)),
    ],
  ),
  jsonRecipe(
    {
      id: 'body-slashes-escaped',
      rare: true,
      cause: 'The body was signed with escaped slashes (\\/), as PHP writes JSON.',
    },
    ({ value, fill }) => [fill(slashes(JSON.stringify(value)), { bytes: '/', escape: slashes })],
  ),
  jsonRecipe(
    { id: 'body-html-escaped', cause: 'The body was signed with <, >, & or = escaped, as Go and Gson write JSON.' },
    ({ value, fill }) => [
      fill(html(JSON.stringify(value)), { bytes: '<>&', escape: html }),
      fill(gson(JSON.stringify(value)), { bytes: "<>&='", escape: gson }),
    ],
  ),
  jsonRecipe(
    {
      id: 'body-ascii-escaped',
      rare: true,
      cause: 'The body was signed with \\u escapes for characters that are not ASCII.',
    },
    ({ value, fill }) => [fill(ascii(JSON.stringify(value)))],
  ),
  jsonRecipe(
    {
      id: 'body-empties-dropped',
      rare: true,
      cause: 'The body was signed without its null and empty values, but sent with them.',
    },
    ({ value, fill }) =>
      [withoutEmpties(value), withoutNulls(value), sorted(withoutEmpties(value)), sorted(withoutNulls(value))].map(
        (kept) => fill(JSON.stringify(kept)),
      ),
  ),
  jsonRecipe(
    {
      id: 'body-as-json-string',
      rare: true,
      cause: 'The body was signed as a JSON string inside of quotes: it was serialized twice.',
    },
    ({ text, fill }) => [
      fill(JSON.stringify(text), { bytes: '"\\', escape: (long) => JSON.stringify(long).slice(1, -1) }),
    ],
  ),
];
