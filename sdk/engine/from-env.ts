import type { Environment } from '../core/environment.js';

/**
 * Reads one variable that `sparring env` prints.
 * @throws TypeError that names the variable when it is missing or blank.
 */
export function fromEnvironment(environment: Environment, name: string): string {
  const text = environment[name]?.trim();
  if (text) return text;
  throw new TypeError(`the environment variable ${name} is missing; \`sparring env\` prints it`);
}
