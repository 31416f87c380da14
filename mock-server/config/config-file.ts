import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkWith } from '@sparring/contracts';
import { UserError } from '../core/user-error.js';
import type { ConfigFile as Values } from '../generated/config/types.js';
import { configFile, fieldNames } from '../generated/config/validate.js';
import { describeViolation } from './describe-violation.js';
import { findUpwards } from './find-upwards.js';
import { parseJson } from './parse-json.js';
import { checkSettings } from './settings.js';

/** The names of the configuration file; a folder may have one of them. */
export const CONFIG_NAMES = ['sparring.config.json', 'sparring.config.js', 'sparring.config.ts'] as const;

/** A configuration file. */
export interface ConfigFile {
  readonly path: string;
  readonly values: Values;
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new UserError(`${path} cannot be read (${codeOf(error)}); fix that, or remove it`);
  }
  try {
    return parseJson(text);
  } catch (error) {
    throw new UserError(`${path} is not JSON (${(error as Error).message}); fix it, or remove it`);
  }
}

const NEEDS_TYPESCRIPT =
  'needs a Node that reads TypeScript, from 22.18 on; use a newer Node, or sparring.config.js or .json instead';

/** A program says what is wrong with it in any number of lines. */
const firstLine = (text: string) => text.split('\n', 1).join('').trim();

async function importDefault(path: string): Promise<unknown> {
  try {
    return ((await import(pathToFileURL(path).href)) as { default?: unknown }).default;
  } catch (error) {
    if (path.endsWith('.ts') && codeOf(error) === 'ERR_UNKNOWN_FILE_EXTENSION')
      throw new UserError(`${path} ${NEEDS_TYPESCRIPT} (this is ${process.version})`);
    const reason = error instanceof Error ? firstLine(error.message) : String(error);
    throw new UserError(`${path} cannot be loaded (${reason}); fix it, or remove it`);
  }
}

/**
 * Checks what a configuration file contains.
 * @throws UserError in one sentence that names the file.
 */
export function checkConfig(path: string, values: unknown): Values {
  if (values === undefined) throw new UserError(`${path} has no default export; export an object with the settings`);
  const [violation] = checkWith(configFile)(values);
  if (violation)
    throw new UserError(`${path} cannot be used: ${describeViolation(violation, 'the configuration', fieldNames)}`);
  const checked = values as Values;
  try {
    checkSettings(checked.settings ?? {});
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${path} cannot be used: ${error.message}`);
    throw error;
  }
  return checked;
}

/** The configuration file of a folder: the one that a variable names, or else the nearest one. */
function findConfig(named: string | undefined, folder: string): string | undefined {
  if (named) return resolve(folder, named);
  const [path, other] = findUpwards(CONFIG_NAMES, folder);
  if (other !== undefined) throw new UserError(`there are both ${path} and ${other}; remove one of them`);
  return path;
}

/**
 * Reads the configuration file that applies to a folder.
 * @param named the path of the file, from `SPARRING_CONFIG`; otherwise it is looked for in the folder and above it
 * @throws UserError in one sentence that names the file, when it cannot be used.
 */
export async function readConfigFile(named: string | undefined, folder: string): Promise<ConfigFile | undefined> {
  const path = findConfig(named, folder);
  if (path === undefined) return undefined;
  return { path, values: checkConfig(path, path.endsWith('.json') ? await readJson(path) : await importDefault(path)) };
}
