import type { Config } from '../config/config.js';
import { type AllCredentials, homeCredentials } from '../config/credentials.js';
import { homeWarnings } from '../config/home-folder.js';
import type { Credentials } from '../core/partner-module.js';
import { UserError } from '../core/user-error.js';
import { removeOldRequests } from '../curl/save-request.js';
import { partnerModules } from '../generated/partners.js';

/** A folder that cannot be written does not stop a command that only reads it. */
async function tryToRemoveOldRequests(home: string): Promise<readonly string[]> {
  try {
    await removeOldRequests(home);
    return [];
  } catch (error) {
    if (error instanceof UserError) return [error.message];
    throw error;
  }
}

/** Removes what is too old from a home folder, and reports what its owner should change about it. */
export async function tidyHome({ home }: Config): Promise<void> {
  const warnings = [...(await tryToRemoveOldRequests(home)), ...(await homeWarnings(home))];
  for (const warning of warnings) process.stderr.write(`sparring: warning: ${warning}\n`);
}

/** The credentials that a command uses. */
export async function credentialsOf(config: Config): Promise<AllCredentials> {
  await tidyHome(config);
  return homeCredentials(config.home, config.credentials);
}

/**
 * What a client of a partner signs with. The environment is sufficient when it has everything that a client needs, as
 * after `eval "$(sparring lanes create)"`: the keys in the home folder may belong to another simulator.
 */
export async function clientCredentialsOf(config: Config, partner: string): Promise<Credentials> {
  const { [partner]: given = {} } = config.credentials;
  const module = partnerModules.find(({ contract }) => contract.name === partner);
  const needed = module?.credentialFields.filter(({ forClient }) => forClient) ?? [];
  if (needed.length > 0 && needed.every(({ name }) => given[name] !== undefined)) {
    await tidyHome(config);
    return given;
  }
  return (await credentialsOf(config))[partner] ?? {};
}
