import { readdirSync, readFileSync } from 'node:fs';
import { checkWith } from '@sparring/contracts';
import type { Example } from './generated/types.js';
import { example as compiledSchema } from './generated/validate.js';

/** An example with the name of its file, without `.json`. */
export interface NamedExample extends Example {
  readonly name: string;
}

const check = checkWith(compiledSchema);

/**
 * Reads the text of an example file.
 * @throws TypeError in one sentence naming the file, when it is not JSON or breaks `example.schema.json`.
 */
export function parseExample(text: string, file: string): Example {
  let example: unknown;
  try {
    example = JSON.parse(text);
  } catch {
    throw new TypeError(`the example ${file} is not JSON`);
  }
  const [violation] = check(example);
  if (violation)
    throw new TypeError(`the example ${file} has a fault at ${violation.path || '/'}: ${violation.message}`);
  return example as Example;
}

/**
 * The examples of a partner, by file name.
 * @throws TypeError in one sentence naming the file that is no example.
 */
export function readExamples(partner: string): readonly NamedExample[] {
  const folder = new URL(`../partners/${partner}/examples/`, import.meta.url);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const example = parseExample(readFileSync(new URL(file, folder), 'utf8'), `${partner}/${file}`);
      return { ...example, name: file.slice(0, -'.json'.length) };
    });
}
