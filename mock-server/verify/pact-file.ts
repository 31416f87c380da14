import { readFileSync } from 'node:fs';
import type { PactFile } from '@sparring/cases';
import { UserError } from '../core/user-error.js';

/** What Pact lets pass in silence, and what must not pass here. */
function problemsOf({ interactions }: PactFile, knownStates: readonly string[]): string[] {
  const problems = interactions.flatMap(({ description, pending, providerStates = [] }) => [
    ...(pending ? [`"${description}" is pending: its failure would not count`] : []),
    ...(providerStates.length === 0 ? [`"${description}" names no state`] : []),
    ...providerStates
      .filter(({ name }) => !knownStates.includes(name))
      .map(({ name }) => `"${description}" names the unknown state "${name}"`),
  ]);
  const descriptions = new Set(interactions.map(({ description }) => description));
  if (descriptions.size !== interactions.length) problems.push('two interactions have one description');
  if (interactions.length === 0) problems.push('there is no interaction');
  return problems;
}

/** Reads a pact file; throws a sentence when there is something in it that Pact would pass over. */
export function readPactFile(path: string, provider: string, knownStates: readonly string[]): PactFile {
  const pact = JSON.parse(readFileSync(path, 'utf8')) as PactFile;
  const problems = problemsOf(pact, knownStates);
  if (pact.provider.name !== provider) problems.push(`it is for ${pact.provider.name}, not ${provider}`);
  if (problems.length > 0) throw new UserError(`the pact ${path} cannot be verified: ${problems.join('; ')}`);
  return pact;
}
