import type { Piece, Signing, WrongRecipe } from './recipe.js';

/** A field of what is signed. */
type Field = 'method' | 'target' | 'caller' | 'time' | 'body';

/** What a string to sign consists of: fields, and texts in quotes between them. */
export type Layout = readonly (Field | `'${string}`)[];

/** Where the query of a target starts, also when all of it was percent-encoded. */
const QUERY = /\?|%3f/i;

/** Of a query, only the names are shown. */
function targetPieces({ target, shownTarget }: Signing): readonly Piece[] {
  const at = target.search(QUERY);
  if (at < 0) return [{ bytes: target }];
  const shownAt = shownTarget.search(QUERY);
  return [
    { bytes: target.slice(0, at) },
    { bytes: target.slice(at), shown: shownAt < 0 ? '' : shownTarget.slice(shownAt) },
  ];
}

/** A body is never shown. */
function bodyPieces({ body, shownBody }: Signing): readonly Piece[] {
  const sizeBytes = body.reduce((sum, bytes) => sum + Buffer.byteLength(bytes), 0);
  if (sizeBytes === 0) return [];
  const shown = shownBody ?? `<the ${sizeBytes} bytes of the body>`;
  return body.map((bytes, index) => ({ bytes, shown: index === 0 ? shown : '' }));
}

/**
 * Writes a string to sign in a layout.
 * @example layout(["'v1 ", 'method', "' ", 'target'])
 */
export const layout =
  (parts: Layout): Signing['write'] =>
  (signing) =>
    parts.flatMap((part) => {
      if (part === 'target') return targetPieces(signing);
      if (part === 'body') return bodyPieces(signing);
      return [{ bytes: part.startsWith("'") ? part.slice(1) : signing[part as 'method'] }];
    });

/** A row about how the fields are put together. */
export const layoutRecipe = (
  mistake: Omit<WrongRecipe, 'part' | 'fix' | 'variants'>,
  fix: string,
  ...layouts: readonly Layout[]
): WrongRecipe => ({
  ...mistake,
  fix,
  part: 'layout',
  variants: () => layouts.map((parts) => ({ write: layout(parts) })),
});
