import { digestOf } from './digest.js';
import { formRecipes, SIGN_BYTES, skeletonOf } from './json-form-recipes.js';
import type { Signing, WrongRecipe } from './recipe.js';

type Body = Signing['body'];

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
  bodyRecipe('body-without-bom', 'The body was signed without the byte order mark before it.', SIGN_BYTES, (body) =>
    reshaped(body, (text) => (text.startsWith(BOM) ? text.slice(BOM.length) : text)),
  ),
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
