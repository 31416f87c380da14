import { readdirSync, readFileSync } from 'node:fs';
import { checkWith } from '@sparring/contracts';
import { referencesIn } from './earlier-answer.js';
import type { Case, Exchange, Step } from './generated/types.js';
import { caseFile as compiledSchema } from './generated/validate.js';

/** A case and its name: the file name without `.json`. */
export interface NamedCase extends Case {
  readonly name: string;
}

const check = checkWith(compiledSchema);

/** The first step that uses the answer of a step that is no earlier request. */
function badReference({ steps }: Case): string | undefined {
  for (const [index, step] of steps.entries()) {
    const earlier = steps.slice(0, index);
    const bad = referencesIn(step).find((one) => !earlier.some((sent, at) => at + 1 === one.step && isExchange(sent)));
    if (bad) return `step ${index + 1} uses ${bad.$answer} of step ${bad.step}, which is no earlier request`;
  }
  return undefined;
}

/**
 * Parses the text of a case file.
 * @throws TypeError in one sentence that names the file, when it is not JSON, violates `case.schema.json`, or uses the
 * answer of a step that is no earlier request.
 */
export function parseCase(text: string, file: string): Case {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw new TypeError(`the case ${file} is not JSON`);
  }
  const [violation] = check(found);
  if (violation) throw new TypeError(`the case ${file} is invalid at ${violation.path || '/'}: ${violation.message}`);
  const bad = badReference(found as Case);
  if (bad) throw new TypeError(`the case ${file} is invalid: ${bad}`);
  return found as Case;
}

/**
 * Reads the cases of a partner, sorted by file name.
 * @throws TypeError in one sentence that names the invalid file.
 */
export function readCases(partner: string): readonly NamedCase[] {
  const folder = new URL(`../partners/${partner}/cases/`, import.meta.url);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const found = parseCase(readFileSync(new URL(file, folder), 'utf8'), `${partner}/${file}`);
      return { ...found, name: file.slice(0, -'.json'.length) };
    });
}

/** Whether a step sends a request. */
export const isExchange = (step: Step): step is Exchange => 'request' in step;

/**
 * The exchange that a case is about, which is its last one.
 * @throws TypeError when it has none.
 */
export function mainExchange({ title, steps }: Case): Exchange {
  const last = steps.filter(isExchange).at(-1);
  if (!last) throw new TypeError(`the case "${title}" sends no request`);
  return last;
}
