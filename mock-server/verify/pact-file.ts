import { readFileSync } from 'node:fs';
import type { PactFile } from '@sparring/cases';
import { UserError } from '../core/user-error.js';

/** Finds problems that Pact silently ignores but that must not pass here. */
function problemsOf({ interactions }: PactFile, knownStates: readonly string[]): string[] {
  const problems = interactions.flatMap(({ description, pending, providerStates = [] }) => [
    ...(pending ? [`"${description}" is pending, so its failure would not count`] : []),
    ...(providerStates.length === 0 ? [`"${description}" has no provider state`] : []),
    ...providerStates
      .filter(({ name }) => !knownStates.includes(name))
      .map(({ name }) => `"${description}" has the unknown provider state "${name}"`),
  ]);
  const descriptions = new Set(interactions.map(({ description }) => description));
  if (descriptions.size !== interactions.length) problems.push('two interactions have the same description');
  if (interactions.length === 0) problems.push('it has no interactions');
  return problems;
}

/** Reads a pact file; throws a `UserError` when it contains something that Pact would silently ignore. */
export function readPactFile(path: string, provider: string, knownStates: readonly string[]): PactFile {
  const pact = JSON.parse(readFileSync(path, 'utf8')) as PactFile;
  const problems = problemsOf(pact, knownStates);
  if (pact.provider.name !== provider) problems.push(`it is for ${pact.provider.name}, not ${provider}`);
  if (problems.length > 0) throw new UserError(`the pact ${path} cannot be verified: ${problems.join('; ')}`);
  return pact;
}
