import type { Config } from '../config/config.js';
import { type AllCredentials, homeCredentials } from '../config/credentials.js';
import { homeWarnings } from '../config/home-folder.js';
import { removeOldRequests } from '../curl/save-request.js';

/** Removes what is too old from a home folder, and reports what its owner should change about it. */
export async function tidyHome({ home }: Config): Promise<void> {
  await removeOldRequests(home);
  for (const warning of await homeWarnings(home)) process.stderr.write(`sparring: warning: ${warning}\n`);
}

/** The credentials that a command uses. */
export async function credentialsOf(config: Config): Promise<AllCredentials> {
  await tidyHome(config);
  return homeCredentials(config.home, config.credentials);
}
