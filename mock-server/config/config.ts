import { resolve } from 'node:path';
import { UserError } from '../core/user-error.js';
import { partnerModules } from '../generated/partners.js';
import type { AllCredentials } from './credentials.js';
import { DEFAULT_PORT, readPort } from './default-address.js';

/** The default home folder, inside the current folder. */
export const DEFAULT_HOME = '.sparring';

type Environment = Readonly<Record<string, string | undefined>>;

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/**
 * The environment variable for one of a partner's credentials.
 * @example credentialVariable('worldfirst', 'clientId') // 'SPARRING_WORLDFIRST_CLIENT_ID'
 */
export function credentialVariable(partner: string, field: string): string {
  return `SPARRING_${partner.toUpperCase()}_${snakeCase(field)}`;
}

/** What the simulator reads from the environment. Only this file reads it. */
export interface Config {
  /** The folder for credentials and request bodies. */
  readonly home: string;
  /** `SPARRING_PORT`: the default port of `start`. */
  readonly port: number;
  /** `SPARRING_BASE_URL`: the default URL of the simulator for `env` and `curl`. */
  readonly url: string;
  /** `SPARRING_TOKEN`: the token of the control API. */
  readonly token: string | undefined;
  /** `SPARRING_LANE`: the lane that commands control; `undefined` for the default one. */
  readonly lane: string | undefined;
  /** Credentials that override those in the home folder. */
  readonly credentials: AllCredentials;
}

function portOf({ SPARRING_PORT: text }: Environment): number {
  const port = text ? readPort(text) : DEFAULT_PORT;
  if (port === undefined) throw new UserError(`SPARRING_PORT must be an integer from 0 to 65535, not ${text}`);
  return port;
}

/**
 * Reads the environment; a home folder from the command line takes precedence.
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
    token: environment['SPARRING_TOKEN'] || undefined,
    lane: environment['SPARRING_LANE'] || undefined,
    home: resolve(home ?? (environment['SPARRING_HOME'] || DEFAULT_HOME)),
    credentials: Object.fromEntries(credentials),
  };
}

/**
 * The environment of a command that is run against a simulator: the one of this process, with the variables of that
 * simulator and without those of any other.
 */
export function commandEnvironment(
  variables: ReadonlyMap<string, string>,
  environment: Environment = process.env,
): Record<string, string | undefined> {
  const credentials = partnerModules.flatMap(({ contract, credentialFields }) =>
    credentialFields.map(({ name }) => credentialVariable(contract.name, name)),
  );
  const others = new Set(['SPARRING_PORT', 'SPARRING_TOKEN', 'SPARRING_LANE', ...credentials]);
  const kept = Object.entries(environment).filter(([name]) => !others.has(name));
  return Object.fromEntries([...kept, ...variables]);
}

/** The environment variables that a child process of ours needs to run, and no others. */
export function systemEnvironment(environment: Environment = process.env): Record<string, string> {
  const names = ['PATH', 'HOME', 'SystemRoot', 'LD_LIBRARY_PATH', 'TMPDIR'];
  return Object.fromEntries(
    names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  );
}
