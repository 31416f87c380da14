/** `{{key}}` or `{{name of a vector: field}}`. */
const PLACEHOLDER = /\{\{(?:([^{}:]+): )?(\w+)\}\}/g;

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** The objects in a value, at any depth, itself included. */
function objectsIn(value: unknown): readonly Fields[] {
  return isObject(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
}

function textAt(vectors: Fields, name: string | undefined, field: string): string | undefined {
  const owner = name === undefined ? vectors : objectsIn(vectors).find((found) => found['name'] === name);
  const value = owner?.[field];
  return typeof value === 'string' ? value : undefined;
}

/** The placeholders of a text about signing that no vector fills. */
export function unknownPlaceholders(text: string, vectors: Fields): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)]
    .filter(([, name, field = '']) => textAt(vectors, name, field) === undefined)
    .map(([placeholder]) => placeholder);
}

/**
 * Writes the values of signature vectors into a text about signing, so that its examples are the vectors that tests verify.
 * @example fillVectors('with {{key}}: {{an upload: signature}}', vectors)
 */
export const fillVectors = (text: string, vectors: Fields): string =>
  text.replace(
    PLACEHOLDER,
    (placeholder, name: string | undefined, field: string) => textAt(vectors, name, field) ?? placeholder,
  );
