import { dirname, join, resolve } from 'node:path';
import { UserError } from '../core/user-error.js';
import { partnerModules } from '../generated/partners.js';
import { type ConfigFile, readConfigFile } from './config-file.js';
import type { AllCredentials } from './credentials.js';
import { DEFAULT_PORT, readPort } from './default-address.js';
import { findUpwards } from './find-upwards.js';
import { HOME_FILES } from './home-folder.js';

/** The home folder, unless the user names another one. */
const DEFAULT_HOME = '.sparring';

type Environment = Readonly<Record<string, string | undefined>>;

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/**
 * The environment variable for one of a partner's credentials.
 * @example credentialVariable('worldfirst', 'clientId') // 'SPARRING_WORLDFIRST_CLIENT_ID'
 */
export function credentialVariable(partner: string, field: string): string {
  return `SPARRING_${partner.toUpperCase()}_${snakeCase(field)}`;
}

/** What is read from the environment and the configuration file; the environment takes precedence. Only this file reads it. */
export interface Config {
  /** The folder for credentials and request bodies. */
  readonly home: string;
  /** Whether an option or a variable named it; otherwise it was looked for. */
  readonly isHomeNamed: boolean;
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
  /** The configuration file, for what has no variable. */
  readonly file: ConfigFile | undefined;
}

function portOf({ SPARRING_PORT: text }: Environment, ofFile = DEFAULT_PORT): number {
  const port = text ? readPort(text) : ofFile;
  if (port === undefined) throw new UserError(`SPARRING_PORT must be an integer from 0 to 65535, not ${text}`);
  return port;
}

function credentialsOf(environment: Environment): AllCredentials {
  const credentials = partnerModules.map(({ contract, credentialFields }) => {
    const texts = credentialFields.flatMap(({ name }) => {
      const text = environment[credentialVariable(contract.name, name)];
      return text === undefined || text === '' ? [] : [[name, text] as const];
    });
    return [contract.name, Object.fromEntries(texts)] as const;
  });
  return Object.fromEntries(credentials);
}

/** The URL of the simulator; a port of the environment overrides a URL of the file. */
function urlOf(
  { SPARRING_BASE_URL: url, SPARRING_PORT: ownPort }: Environment,
  port: number,
  file?: ConfigFile,
): string {
  if (url) return url;
  const local = `http://127.0.0.1:${port || DEFAULT_PORT}`;
  return ownPort ? local : (file?.values.url?.replace(/\/+$/, '') ?? local);
}

/**
 * The home folder that commands in a folder use when nobody names one: the nearest one with credentials, so that a
 * subfolder of a project has the same as the project; without any, a new one beside the configuration file, or in the
 * folder itself.
 */
function findHome(folder: string, file?: ConfigFile): string {
  const [found] = findUpwards([join(DEFAULT_HOME, HOME_FILES.credentials)], folder);
  return found === undefined ? join(file ? dirname(file.path) : folder, DEFAULT_HOME) : dirname(found);
}

function homeOf(named: string | undefined, file: ConfigFile | undefined): string {
  if (named !== undefined) return resolve(named);
  const { home } = file?.values ?? {};
  return file && home !== undefined ? resolve(dirname(file.path), home) : findHome(process.cwd(), file);
}

/**
 * Reads the environment; a home folder from the command line takes precedence.
 * @param file the configuration file, over which the environment takes precedence
 * @throws UserError when a variable cannot be used.
 */
export function readConfig(home?: string, environment: Environment = process.env, file?: ConfigFile): Config {
  const named = home ?? (environment['SPARRING_HOME'] || undefined);
  const port = portOf(environment, file?.values.port);
  return {
    port,
    url: urlOf(environment, port, file),
    token: environment['SPARRING_TOKEN'] || undefined,
    lane: environment['SPARRING_LANE'] || undefined,
    isHomeNamed: named !== undefined,
    home: homeOf(named, file),
    credentials: credentialsOf(environment),
    file,
  };
}

/** @throws UserError when the current folder was deleted. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    throw new UserError('the current folder does not exist any more; change to another one');
  }
}

/**
 * Reads the environment and the configuration file, if there is one: `sparring.config.json`, `.js` or `.ts` in the
 * current folder or above it, or the one that `SPARRING_CONFIG` names.
 * @throws UserError when a variable or the file cannot be used.
 */
export async function loadConfig(home?: string): Promise<Config> {
  return readConfig(home, process.env, await readConfigFile(process.env['SPARRING_CONFIG'], currentFolder()));
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
