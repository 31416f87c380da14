import { createHash } from 'node:crypto';
import type { SignatureEvidence, WrongRecipe } from '../../../core/recipes/recipe.js';
import { type SmallPart, smallParts } from '../../../core/recipes/text-parts.js';

const FIX =
  'By default, the body of an upload is not signed; with multipartSigning=fields, its text parts are, as sorted JSON.';

interface Parts {
  readonly fields: readonly (readonly [name: string, text: string])[];
  readonly file: SmallPart | undefined;
}

/** Every row needs the parts, which are parsed once. */
const known = new WeakMap<SignatureEvidence, Parts>();

function partsOf(evidence: SignatureEvidence): Parts {
  const parts = known.get(evidence) ?? readParts(evidence);
  known.set(evidence, parts);
  return parts;
}

/** Longer texts are not written in all forms, because that would take too long. */
const MAX_CHARACTERS = 16 * 1024;

function shortOnly(fields: Fields): Fields {
  const characters = fields.reduce((sum, [name, text]) => sum + name.length + text.length, 0);
  return characters > MAX_CHARACTERS ? [] : fields;
}

/** The parts of the body, in the order sent, as far as they were kept. */
function readParts({ head, bytes, textParts }: SignatureEvidence): Parts {
  if (textParts) return { fields: shortOnly(Object.entries(textParts)), file: undefined };
  const parts = smallParts(head.headers['content-type'] ?? '', bytes);
  const texts = parts.filter(({ filename }) => filename === undefined);
  return {
    fields: shortOnly(texts.map((part) => [part.name, part.bytes.toString()])),
    file: parts.find(({ filename }) => filename !== undefined),
  };
}

type Fields = Parts['fields'];
const json = (fields: Fields, indent?: number) => JSON.stringify(Object.fromEntries(fields), null, indent);
const byName = (fields: Fields): Fields => [...fields].sort(([left], [right]) => (left < right ? -1 : 1));
const filled = (fields: Fields): Fields => fields.filter(([, text]) => text !== '');
const raw = (fields: Fields, between: string, equals = '=') =>
  fields.map(([name, text]) => `${name}${equals}${text}`).join(between);
const orders = (fields: Fields): readonly Fields[] => [byName(fields), fields, [...fields].reverse()];

/** What a body with fields was signed as; a text for each attempt. */
const fieldsRecipe = (id: string, cause: string, forms: (fields: Fields) => readonly string[]): WrongRecipe => ({
  id,
  part: 'body',
  cause,
  fix: FIX,
  variants: (_correct, evidence) => {
    const { fields } = partsOf(evidence);
    return fields.length === 0 ? [] : forms(fields).map((text) => ({ body: [text] }));
  },
});

const python = (fields: Fields) =>
  `{${fields.map(([name, text]) => `${JSON.stringify(name)}: ${JSON.stringify(text)}`).join(', ')}}`;

/** What becomes of a file in the JSON of a client. */
const FILE_VALUES: readonly unknown[] = ['', {}, null, '(binary)', []];

function withFile({ fields, file }: Parts): readonly string[] {
  const name = file?.name ?? 'file';
  const values = [...FILE_VALUES, ...(file?.filename ? [file.filename, `@${file.filename}`] : [])];
  return values.flatMap((value) => {
    const object: Record<string, unknown> = { ...Object.fromEntries(fields), [name]: value };
    return [JSON.stringify(object), JSON.stringify(Object.fromEntries(Object.entries(object).sort()))];
  });
}

const fileTexts = ({ file }: Parts): readonly (string | Buffer)[] => {
  if (!file) return [];
  const hash = createHash('sha256').update(file.bytes);
  return [file.bytes, file.bytes.toString('base64'), hash.digest('hex')];
};

/** What is signed in place of nothing, or of the text parts. */
export const bodyRecipes: readonly WrongRecipe[] = [
  {
    id: 'body-left-out',
    part: 'body',
    cause: 'The body was not signed.',
    fix: FIX,
    variants: () => [{ body: [] }],
  },
  fieldsRecipe('body-fields-sorted', 'The text parts were signed as sorted JSON.', (fields) => [
    json(byName(filled(fields))),
  ]),
  fieldsRecipe('body-fields-unsorted', 'The text parts were signed as JSON in another order.', (fields) =>
    orders(filled(fields)).map((ordered) => json(ordered)),
  ),
  fieldsRecipe('body-empties-kept', 'The text parts were signed as JSON with the empty ones.', (fields) =>
    orders(fields).map((ordered) => json(ordered)),
  ),
  fieldsRecipe('body-fields-spaced', 'The text parts were signed as JSON with white space.', (fields) =>
    orders(fields).flatMap((ordered) => [python(ordered), json(ordered, 2), json(ordered, 4)]),
  ),
  fieldsRecipe('body-fields-form', 'The text parts were signed as a form, not as JSON.', (fields) =>
    orders(fields).flatMap((ordered) => [
      raw(ordered, '&'),
      new URLSearchParams(Object.fromEntries(ordered)).toString(),
      `?${raw(ordered, '&')}`,
    ]),
  ),
  fieldsRecipe(
    'body-fields-joined',
    'The names and values of the text parts were signed one after the other.',
    (fields) => orders(fields).flatMap((ordered) => [raw(ordered, '', ''), ordered.map(([, text]) => text).join('')]),
  ),
  {
    id: 'body-with-file',
    part: 'body',
    cause: 'The body was signed as JSON with a value for the file part.',
    fix: FIX,
    variants: (_correct, evidence) => withFile(partsOf(evidence)).map((text) => ({ body: [text] })),
  },
  {
    id: 'body-file-content',
    part: 'body',
    cause: 'The content of the file was signed.',
    fix: FIX,
    variants: (_correct, evidence) => fileTexts(partsOf(evidence)).map((bytes) => ({ body: [bytes] })),
  },
  {
    id: 'body-raw',
    part: 'body',
    cause: 'The multipart body was signed as it was sent.',
    fix: FIX,
    variants: (_correct, { bytes, sizeBytes }) =>
      sizeBytes === bytes.length
        ? [{ body: [bytes] }, { body: [createHash('sha256').update(bytes).digest('hex')] }]
        : [],
  },
  {
    id: 'body-empty-value',
    part: 'body',
    cause: 'The body was signed as an empty value, because the form is no JSON object.',
    fix: FIX,
    variants: () =>
      ['{}', 'null', 'undefined', '[object FormData]', '[object Object]', 'None', '""'].map((text) => ({
        body: [text],
      })),
  },
];
