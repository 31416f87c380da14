import { digestOf } from './digest.js';
import { ascii, gson, html, slashes, sorted, spaced, withoutEmpties } from './json-forms.js';
import { type JsonSkeleton, jsonSkeleton } from './json-skeleton.js';
import type { Signing, WrongRecipe } from './recipe.js';

type Body = Signing['body'];

const SIGN_BYTES = 'Serialize the body once, and sign and send the same bytes.';

/** The skeleton of the body that is being examined; every row needs it. */
const skeletons = new WeakMap<Body, JsonSkeleton | 'none'>();

function skeletonOf(body: Body): JsonSkeleton | undefined {
  let known = skeletons.get(body);
  if (known === undefined) {
    const [bytes] = body;
    known = (Buffer.isBuffer(bytes) ? jsonSkeleton(bytes) : undefined) ?? 'none';
    skeletons.set(body, known);
  }
  return known === 'none' ? undefined : known;
}

/** A row about the body. */
export const bodyRecipe = (
  id: string,
  cause: string,
  fix: string,
  bodies: (correct: Body) => readonly Body[],
): WrongRecipe => ({
  id,
  part: 'body',
  cause,
  fix,
  variants: ({ body }) => bodies(body).map((other) => ({ body: other })),
});

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

/** Forms of JSON that differ from the bytes sent. */
const formRecipes: readonly WrongRecipe[] = [
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
    ({ value, fill }) => INDENTS.map((indent) => fill(JSON.stringify(value, null, indent))),
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
      [withoutEmpties(value), sorted(withoutEmpties(value))].map((kept) => fill(JSON.stringify(kept))),
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

const BOM = '\u{feff}';
const whole = (body: Body) => Buffer.concat(body.map((bytes) => Buffer.from(bytes)));

/** Rewriting a larger body as a whole would take too long. */
const MAX_REWRITTEN_BYTES = 64 * 1024;
const rewritten = (body: Body, rewrite: (bytes: Buffer) => readonly (string | Buffer)[]): readonly Body[] =>
  body.reduce((sum, bytes) => sum + bytes.length, 0) > MAX_REWRITTEN_BYTES
    ? []
    : rewrite(whole(body)).map((text) => [text]);

/** The body after changes of its white space. */
function reshaped(body: Body, ...changes: readonly ((text: string) => string)[]): readonly Body[] {
  const skeleton = skeletonOf(body);
  if (!skeleton) return changes.flatMap((change) => rewritten(body, (bytes) => [change(bytes.toString())]));
  return changes.map((change) => skeleton.fill(change(skeleton.text)));
}

/** Differences at the ends of the body and in its line breaks. */
const edgeRecipes: readonly WrongRecipe[] = [
  bodyRecipe('body-trailing-newline', 'The body was signed with a line break at its end.', SIGN_BYTES, (body) => [
    [...body, '\n'],
    [...body, '\r\n'],
  ]),
  bodyRecipe('body-trimmed', 'The body was signed without the white space around it.', SIGN_BYTES, (body) =>
    reshaped(
      body,
      (text) => text.trim(),
      (text) => text.trimEnd(),
    ),
  ),
  bodyRecipe('body-crlf', 'The line breaks of the body were signed as CRLF, but sent as LF.', SIGN_BYTES, (body) =>
    reshaped(body, (text) => text.replace(/\r?\n/g, '\r\n')),
  ),
  bodyRecipe('body-lf', 'The line breaks of the body were signed as LF, but sent as CRLF.', SIGN_BYTES, (body) =>
    reshaped(body, (text) => text.replaceAll('\r\n', '\n')),
  ),
  {
    ...bodyRecipe('body-bom', 'The body was signed with a byte order mark before it.', SIGN_BYTES, (body) => [
      [BOM, ...body],
    ]),
    rare: true,
  },
  bodyRecipe('body-latin1', 'The UTF-8 of the body was signed as if it were Latin-1.', SIGN_BYTES, (body) =>
    rewritten(body, (bytes) => [Buffer.from(bytes.toString('latin1')), Buffer.from(bytes.toString(), 'latin1')]),
  ),
];

/** Something else than the body. */
const otherRecipes: readonly WrongRecipe[] = [
  bodyRecipe('body-left-out', 'The body was not signed.', 'Sign the bytes of the body too.', () => [[]]),
  bodyRecipe('body-empty-object', 'The body was signed as an empty value, not as it was sent.', SIGN_BYTES, () =>
    ['{}', 'null', 'undefined', '[object Object]', 'None'].map((text) => [text]),
  ),
  bodyRecipe('body-hashed', 'The hash of the body was signed, not the body.', 'Sign the bytes of the body.', (body) => {
    const hash = digestOf(
      'sha256',
      body.map((bytes) => ({ bytes })),
    );
    return [[hash.toString('hex')], [hash.toString('base64')], [hash.toString('hex').toUpperCase()]];
  }),
  bodyRecipe('body-base64', 'The body was signed in Base64.', 'Sign the bytes of the body.', (body) =>
    rewritten(body, (bytes) => [bytes.toString('base64')]),
  ),
  bodyRecipe('body-url-encoded', 'The body was percent-encoded before it was signed.', SIGN_BYTES, (body) =>
    rewritten(body, (bytes) => [encodeURIComponent(bytes.toString())]),
  ),
];

/** Wrong forms of a JSON body whose bytes are signed, the most frequent first. */
export const jsonBodyRecipes: readonly WrongRecipe[] = [...otherRecipes, ...edgeRecipes, ...formRecipes];
