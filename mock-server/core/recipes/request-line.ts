import type { MistakenPart, SignatureEvidence, Signing, WrongRecipe } from './recipe.js';

/*
 * Mistakes in method and target that any partner's client can make. A partner's table takes the rows that
 * can occur there.
 */

type Field = 'method' | 'target' | 'caller' | 'time';

/** A row about one text of what is signed. */
export function textRecipe(
  field: Field,
  mistake: Omit<WrongRecipe, 'part' | 'variants'>,
  texts: (correct: string, evidence: SignatureEvidence) => readonly string[],
  part: MistakenPart = field,
): WrongRecipe {
  return {
    ...mistake,
    part,
    variants: (correct: Signing, evidence) => texts(correct[field], evidence).map((text) => ({ [field]: text })),
  };
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const capitalized = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();

/** Wrong forms of the method. */
export const methodRecipes: readonly WrongRecipe[] = [
  textRecipe(
    'method',
    {
      id: 'method-lower-case',
      cause: 'The method was not signed in upper case.',
      fix: 'Sign the method in upper case.',
    },
    (method) => [method.toLowerCase(), capitalized(method)],
  ),
  textRecipe(
    'method',
    {
      id: 'method-other',
      rare: true,
      cause: 'The method that was signed is not the one that was sent.',
      fix: 'Sign the method that is sent.',
    },
    (method) => METHODS.filter((one) => one !== method),
  ),
  textRecipe(
    'method',
    { id: 'method-missing', rare: true, cause: 'The method was not signed.', fix: 'Sign the method too.' },
    () => [''],
  ),
];

const pathEnd = (target: string) => /[?#]/.exec(target)?.index ?? target.length;
const withPath = (target: string, change: (path: string) => string) =>
  change(target.slice(0, pathEnd(target))) + target.slice(pathEnd(target));

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const SCHEMES = ['http://', 'https://', ''];

/** `/a/b/c` without its first segments: `/b/c`, `/c`. */
function suffixes(target: string): readonly string[] {
  const segments = target.slice(0, pathEnd(target)).split('/').slice(1);
  return segments.slice(1).flatMap((_segment, index) => {
    const rest = segments.slice(index + 1).join('/');
    return [`/${rest}`, rest].map((path) => path + target.slice(pathEnd(target)));
  });
}

const SIGN_AS_SENT = 'Sign the path with its query exactly as in the request line.';

/** Wrong forms of the target. */
export const targetRecipes: readonly WrongRecipe[] = [
  textRecipe(
    'target',
    { id: 'path-without-query', cause: 'The path was signed without its query.', fix: 'Sign the query too.' },
    (target) => [target.slice(0, pathEnd(target))],
  ),
  textRecipe(
    'target',
    {
      id: 'path-with-host',
      cause: 'The whole URL was signed, not only its path.',
      fix: 'Sign the path without scheme and host.',
    },
    (target, { head }) => SCHEMES.map((scheme) => `${scheme}${head.headers.host ?? ''}${target}`),
  ),
  textRecipe(
    'target',
    { id: 'path-trailing-slash', cause: 'The path was signed with a slash at its end.', fix: SIGN_AS_SENT },
    (target) => [withPath(target, (path) => `${path}/`)],
  ),
  textRecipe(
    'target',
    {
      id: 'path-without-trailing-slash',
      cause: 'The path was signed without the slash at its end.',
      fix: SIGN_AS_SENT,
    },
    (target) => [withPath(target, (path) => path.replace(/\/$/, ''))],
  ),
  textRecipe(
    'target',
    {
      id: 'path-without-leading-slash',
      rare: true,
      cause: 'The path was signed without its first slash.',
      fix: SIGN_AS_SENT,
    },
    (target) => [target.replace(/^\//, '')],
  ),
  textRecipe(
    'target',
    { id: 'path-decoded', cause: 'The path was signed percent-decoded.', fix: SIGN_AS_SENT },
    (target) => [decoded(target), decoded(target.replaceAll('+', ' '))],
  ),
  textRecipe(
    'target',
    { id: 'path-encoded', rare: true, cause: 'The path was percent-encoded before it was signed.', fix: SIGN_AS_SENT },
    (target) => [encodeURIComponent(target), encodeURI(target), withPath(target, (path) => encodeURIComponent(path))],
  ),
  textRecipe(
    'target',
    { id: 'path-lower-case', rare: true, cause: 'The path was signed in lower case.', fix: SIGN_AS_SENT },
    (target) => [target.toLowerCase(), withPath(target, (path) => path.toLowerCase())],
  ),
  textRecipe(
    'target',
    { id: 'path-without-prefix', cause: 'The path was signed without its first segments.', fix: SIGN_AS_SENT },
    suffixes,
  ),
  textRecipe('target', { id: 'path-missing', rare: true, cause: 'The path was not signed.', fix: SIGN_AS_SENT }, () => [
    '',
  ]),
];

/** The path of another operation; `paths` are those that the partner's documents mention. */
export const otherOperation = (paths: readonly string[]): WrongRecipe =>
  textRecipe(
    'target',
    {
      id: 'path-of-other-operation',
      rare: true,
      cause: 'The path that was signed belongs to another operation.',
      fix: 'Sign the path that is requested.',
    },
    (target) => paths.map((path) => path + target.slice(pathEnd(target))),
  );
