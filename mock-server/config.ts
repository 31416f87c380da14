import { resolve } from 'node:path';
import type { AllCredentials } from './credentials.js';
import { partnerModules } from './partners/index.js';

type Environment = Readonly<Record<string, string | undefined>>;

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/**
 * The environment variable of one text of a partner's credentials.
 * @example credentialVariable('worldfirst', 'clientId') // 'SPARRING_WORLDFIRST_CLIENT_ID'
 */
export function credentialVariable(partner: string, field: string): string {
  return `SPARRING_${partner.toUpperCase()}_${snakeCase(field)}`;
}

/** What the environment tells the simulator. This file is the only reader of it. */
export interface Config {
  /** Where credentials and request bodies are kept. */
  readonly home: string;
  /** Credentials that go over those of the home. */
  readonly credentials: AllCredentials;
}

/** Reads the environment; a home given on the command line wins. */
export function readConfig(home?: string, environment: Environment = process.env): Config {
  const credentials = partnerModules.map(({ contract, credentialFields }) => {
    const texts = credentialFields.flatMap(({ name }) => {
      const text = environment[credentialVariable(contract.name, name)];
      return text === undefined || text === '' ? [] : [[name, text] as const];
    });
    return [contract.name, Object.fromEntries(texts)] as const;
  });
  return {
    home: resolve(home ?? (environment['SPARRING_HOME'] || '.sparring')),
    credentials: Object.fromEntries(credentials),
  };
}

/** What a child process of ours needs of the environment to run at all, and nothing else. */
export function systemEnvironment(environment: Environment = process.env): Record<string, string> {
  const names = ['PATH', 'HOME', 'SystemRoot', 'LD_LIBRARY_PATH', 'TMPDIR'];
  return Object.fromEntries(
    names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  );
}
