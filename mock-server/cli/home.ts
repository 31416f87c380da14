import type { Config } from '../config/config.js';
import type { AllCredentials } from '../config/credentials.js';
import { isEnoughForClient, storedCredentials } from '../config/stored-credentials.js';
import type { PartnerModule } from '../core/partner-module.js';
import { UserError } from '../core/user-error.js';
import { shellQuote } from '../curl/shell-quote.js';
import { partnerModules } from '../generated/partners.js';
import { homeAt, isSameFolder } from './running-home.js';
import { say, tidyHome } from './tidy-home.js';

/** Whether the home folder matters: the environment has not all that a client of these partners needs. */
const needsHome = ({ credentials }: Config, modules: readonly PartnerModule[]): boolean =>
  modules.some((module) => !isEnoughForClient(module, credentials[module.contract.name]));

const isEmpty = (credentials: AllCredentials, modules: readonly PartnerModule[]): boolean =>
  modules.every(({ contract: { name } }) => Object.keys(credentials[name] ?? {}).length === 0);

/** Says which home folder is used, unless the user named it, and which one the running simulator uses if that is another. */
async function reportHome({ home, isHomeNamed }: Config, url: string, isMissing: boolean): Promise<void> {
  const running = await homeAt(url);
  const other = running === undefined || isSameFolder(running, home) ? undefined : running;
  const there = `the simulator at ${url} uses the home ${other}; use --home ${shellQuote(other ?? '')}`;
  if (isMissing) {
    const todo = other === undefined ? 'start a simulator, which generates them, or use --home' : there;
    throw new UserError(`there are no credentials in ${home}; ${todo}`);
  }
  if (!isHomeNamed) say(`using the credentials in ${home}`);
  if (other !== undefined) say(`warning: the credentials are those in ${home}, but ${there}`);
}

/**
 * The credentials that a client of a partner, or of each, uses. They are never generated here, since no simulator would
 * know them.
 * @param url where the simulator is that the client talks to
 * @throws UserError when there are none, or they cannot be used.
 */
export async function clientCredentials(config: Config, url: string, partner?: string): Promise<AllCredentials> {
  await tidyHome(config);
  const { found, credentials } = await storedCredentials(config.home, config.credentials);
  const modules = partnerModules.filter(({ contract }) => partner === undefined || partner === contract.name);
  const isMissing = !found && isEmpty(credentials, modules);
  if ((found || isMissing) && needsHome(config, modules)) await reportHome(config, url, isMissing);
  return credentials;
}
