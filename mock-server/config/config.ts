import { resolve } from 'node:path';
import { UserError } from '../core/user-error.js';
import { partnerModules } from '../generated/partners.js';
import type { AllCredentials } from './credentials.js';
import { DEFAULT_PORT, readPort } from './default-address.js';

/** The home when nothing else is said, in the current folder. */
export const DEFAULT_HOME = '.sparring';

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
  /** `SPARRING_PORT`: where `start` listens unless told otherwise. */
  readonly port: number;
  /** `SPARRING_BASE_URL`: where `env` and `curl` look for the simulator unless told otherwise. */
  readonly url: string;
  /** Credentials that go over those of the home. */
  readonly credentials: AllCredentials;
}

function portOf({ SPARRING_PORT: text }: Environment): number {
  const port = text ? readPort(text) : DEFAULT_PORT;
  if (port === undefined) throw new UserError(`SPARRING_PORT is a whole number from 0 to 65535, not ${text}`);
  return port;
}

/**
 * Reads the environment; a home given on the command line wins.
 * @throws UserError when a variable cannot be used.
 */
export function readConfig(home?: string, environment: Environment = process.env): Config {
  const credentials = partnerModules.map(({ contract, credentialFields }) => {
    const texts = credentialFields.flatMap(({ name }) => {
      const text = environment[credentialVariable(contract.name, name)];
      return text === undefined || text === '' ? [] : [[name, text] as const];
    });
    return [contract.name, Object.fromEntries(texts)] as const;
  });
  const port = portOf(environment);
  return {
    port,
    url: environment['SPARRING_BASE_URL'] || `http://127.0.0.1:${port || DEFAULT_PORT}`,
    home: resolve(home ?? (environment['SPARRING_HOME'] || DEFAULT_HOME)),
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
