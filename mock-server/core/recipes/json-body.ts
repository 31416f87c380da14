import { digestOf } from './digest.js';
import { type JsonSkeleton, jsonSkeleton } from './json-skeleton.js';
import type { Mistake, Signing, WrongRecipe } from './recipe.js';

/** More JSON than this besides its long strings is not written in other forms. */
const MAX_SKELETON_BYTES = 256 * 1024;

type Body = Signing['body'];

const SIGN_BYTES = 'Serialize the body once, and sign and send the same bytes.';

/** The skeleton of the body that is being examined; every row needs it. */
const skeletons = new WeakMap<Body, JsonSkeleton | 'none'>();

function skeletonOf(body: Body): JsonSkeleton | undefined {
  let known = skeletons.get(body);
  if (known === undefined) {
    const [bytes] = body;
    known = (Buffer.isBuffer(bytes) ? jsonSkeleton(bytes, MAX_SKELETON_BYTES) : undefined) ?? 'none';
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
  mistake: Omit<Mistake, 'part' | 'fix'>,
  forms: (skeleton: JsonSkeleton) => readonly Body[],
): WrongRecipe =>
  bodyRecipe(mistake.id, mistake.cause, SIGN_BYTES, (body) => {
    const skeleton = skeletonOf(body);
    return skeleton ? forms(skeleton) : [];
  });

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}

const isEmpty = (value: unknown) =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

function withoutEmpties(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpties);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, withoutEmpties(inner)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => !isEmpty(inner)));
}

/** JSON as Python writes it: a space behind every comma and colon. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}: ${spaced(inner)}`);
  return `{${pairs.join(', ')}}`;
}

const unicode = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
const ascii = (text: string) => text.replace(/[\u0080-\uffff]/g, unicode);
const slashes = (text: string) => text.replaceAll('/', '\\/');
const html = (text: string) => text.replace(/[<>&]/g, unicode);
const gson = (text: string) => text.replace(/[<>&='\u2028\u2029]/g, unicode);

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
    { id: 'body-slashes-escaped', cause: 'The body was signed with escaped slashes (\\/), as PHP writes JSON.' },
    ({ value, fill }) => [fill(slashes(JSON.stringify(value)), slashes)],
  ),
  jsonRecipe(
    { id: 'body-html-escaped', cause: 'The body was signed with <, >, & or = escaped, as Go and Gson write JSON.' },
    ({ value, fill }) => [html, gson].map((form) => fill(form(JSON.stringify(value)), form)),
  ),
  jsonRecipe(
    { id: 'body-ascii-escaped', cause: 'The body was signed with \\u escapes for characters that are not ASCII.' },
    ({ value, fill }) => [fill(ascii(JSON.stringify(value)))],
  ),
  jsonRecipe(
    { id: 'body-empties-dropped', cause: 'The body was signed without its null and empty values, but sent with them.' },
    ({ value, fill }) =>
      [withoutEmpties(value), sorted(withoutEmpties(value))].map((kept) => fill(JSON.stringify(kept))),
  ),
  jsonRecipe(
    {
      id: 'body-as-json-string',
      cause: 'The body was signed as a JSON string inside of quotes: it was serialized twice.',
    },
    ({ text, fill }) => [fill(JSON.stringify(text), (long) => JSON.stringify(long).slice(1, -1))],
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

const ends = (body: Body, change: (text: string) => string): Body => {
  const { text, fill } = skeletonOf(body) ?? { text: whole(body).toString(), fill: (form: string) => [form] };
  return fill(change(text));
};

/** Differences at the ends of the body and in its line breaks. */
const edgeRecipes: readonly WrongRecipe[] = [
  bodyRecipe('body-trailing-newline', 'The body was signed with a line break at its end.', SIGN_BYTES, (body) => [
    [...body, '\n'],
    [...body, '\r\n'],
  ]),
  bodyRecipe('body-trimmed', 'The body was signed without the white space around it.', SIGN_BYTES, (body) => [
    ends(body, (text) => text.trim()),
    ends(body, (text) => text.trimEnd()),
  ]),
  bodyRecipe('body-crlf', 'The line breaks of the body were signed as CRLF, but sent as LF.', SIGN_BYTES, (body) => [
    ends(body, (text) => text.replace(/\r?\n/g, '\r\n')),
  ]),
  bodyRecipe('body-lf', 'The line breaks of the body were signed as LF, but sent as CRLF.', SIGN_BYTES, (body) => [
    ends(body, (text) => text.replaceAll('\r\n', '\n')),
  ]),
  bodyRecipe('body-bom', 'The body was signed with a byte order mark before it.', SIGN_BYTES, (body) => [
    [BOM, ...body],
  ]),
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
export const jsonBodyRecipes: readonly WrongRecipe[] = [...otherRecipes, ...formRecipes, ...edgeRecipes];
