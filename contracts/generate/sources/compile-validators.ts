import { _, Ajv2020, type KeywordCxt } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import type { SchemaFile } from './partner-folders.js';

/**
 * Ajv counts the code points of every string, which takes 1.2 ms for 1 MiB. A string never has more code points
 * than UTF-16 code units, so counting is only necessary when the number of code units does not settle the question.
 */
function addFastLengthKeywords(ajv: Ajv2020): void {
  const characters = (cxt: KeywordCxt) =>
    cxt.gen.scopeValue('func', { ref: {}, key: 'characters', code: _`characters` });
  for (const keyword of ['maxLength', 'minLength'] as const) {
    ajv.removeKeyword(keyword);
    ajv.addKeyword({
      keyword,
      type: 'string',
      schemaType: 'number',
      error: {
        message: `must have ${keyword === 'maxLength' ? 'at most' : 'at least'} the allowed number of characters`,
        params: ({ schema }) => _`{limit: ${schema}}`,
      },
      code(cxt) {
        const { data, schema } = cxt;
        if (keyword === 'maxLength') cxt.fail(_`${data}.length > ${schema} && ${characters(cxt)}(${data}) > ${schema}`);
        else cxt.fail(_`${data}.length < ${2 * schema} && ${characters(cxt)}(${data}) < ${schema}`);
      },
    });
  }
}

/** Drops the texts for readers: they would be shipped with every validator. */
function withoutTexts(schema: object): object {
  const isText = ([key, value]: [string, unknown]) =>
    (key === 'title' || key === 'description') && typeof value === 'string';
  const kept = Object.entries(schema).filter((entry) => !isText(entry));
  return Object.fromEntries(
    kept.map(([key, value]) => {
      const isSchema = typeof value === 'object' && value !== null && !Array.isArray(value);
      return [key, isSchema ? withoutTexts(value) : value];
    }),
  );
}

/** What the standalone code carries and nothing here uses: where a keyword stands in its schema. */
const UNUSED = [/"use strict";/g, /schemaPath:"[^"]*",/g];

/** Notes for `unevaluatedProperties`, which few schemas have. */
const EVALUATED = [
  /const evaluated0 = \w+\.evaluated;\n(?:if\(evaluated0\.\w+\)\{\nevaluated0\.\w+ = undefined;\n\}\n)+/g,
  /^\w+\.evaluated = \{.*\};$/gm,
];

function createAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    code: { source: true, esm: true, lines: true },
    logger: false, // it would print what is thrown anyway
  });
  addFastLengthKeywords(ajv);
  return ajv;
}

/** Why schemas cannot be compiled: a sentence each, which names the file. */
export function schemaErrors(schemas: readonly SchemaFile[]): readonly string[] {
  return schemas.flatMap(({ path, name, schema }) => {
    try {
      const ajv = createAjv();
      // a schema may refer to the others, whose own errors are reported with them
      for (const [other, named] of new Map(schemas.map((one) => [one.name, one.schema])))
        if (other !== name) ajv.addSchema({ ...withoutTexts(named), $id: other }, undefined, undefined, false);
      ajv.compile({ ...withoutTexts(schema), $id: name });
      return [];
    } catch (error) {
      return [`${path} is not a valid schema (${(error as Error).message}); fix it`];
    }
  });
}

/** Compiles schemas to a module whose only import is our own character count. */
export function compileValidators(schemas: readonly SchemaFile[], charactersFrom: string): string {
  const ajv = createAjv();
  for (const { name, schema } of schemas) ajv.addSchema({ ...withoutTexts(schema), $id: name });
  const code = standalone.default(ajv, Object.fromEntries(schemas.map(({ name }) => [name, name])));
  const dropped = code.includes('.evaluated.props') ? UNUSED : [...UNUSED, ...EVALUATED];
  const body = dropped.reduce((text, pattern) => text.replaceAll(pattern, ''), code);
  if (/\brequire\(/.test(body))
    throw new Error('a compiled schema requires Ajv at run time; see addFastLengthKeywords');
  return `// @ts-nocheck\nimport { characters } from '${charactersFrom}';\n${body}\n`;
}
