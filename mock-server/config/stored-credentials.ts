import { join } from 'node:path';
import type { Credentials, PartnerModule } from '../core/partner-module.js';
import { complete, forEachPartner } from './complete-credentials.js';
import { type AllCredentials, checkShape, credentialsFile, readCredentials } from './credentials.js';
import { HOME_FILES } from './home-folder.js';
import { merge } from './merge-credentials.js';

/** Whether these are all the credentials that a client of a partner needs. */
export const isEnoughForClient = ({ credentialFields }: PartnerModule, own: Credentials = {}): boolean =>
  credentialFields.every(({ name, forClient }) => !forClient || own[name] !== undefined);

/** What of a partner's completed credentials follows from those that there were: a key from the other one of its pair. */
function withoutGenerated({ credentialFields }: PartnerModule, own: Credentials, completed: Credentials): Credentials {
  const pairs = credentialFields.flatMap(({ name, pair }) => (pair && own[name] !== undefined ? [pair] : []));
  const kept = credentialFields.filter(({ name, pair }) => own[name] !== undefined || (pair && pairs.includes(pair)));
  return Object.fromEntries(
    kept.flatMap(({ name }) => (completed[name] === undefined ? [] : [[name, completed[name]]])),
  );
}

/** What is in a home folder. */
export interface StoredCredentials {
  /** Whether there is a file with credentials. */
  readonly found: boolean;
  readonly credentials: AllCredentials;
}

/**
 * The credentials of a home folder as far as there are any: nothing is generated, since no simulator would know it.
 * `given` (from the environment) overrides them; what a client of a partner needs is taken from it alone if it has all
 * of that, since the keys in the home folder may belong to another simulator.
 * @throws UserError in one sentence when the home folder or a key cannot be used.
 */
export async function storedCredentials(home: string, given: AllCredentials = {}): Promise<StoredCredentials> {
  const above = checkShape(given, 'the environment');
  const written = await readCredentials(credentialsFile(home));
  const generated = await readCredentials(join(home, HOME_FILES.generated));
  const below = merge(merge(generated ?? {}, written ?? {}), above);
  const credentials = await forEachPartner(async (module) => {
    const { [module.contract.name]: own = {} } = below;
    const { [module.contract.name]: ofEnvironment = {} } = above;
    if (isEnoughForClient(module, ofEnvironment)) return ofEnvironment;
    if (Object.keys(own).length === 0) return {};
    return withoutGenerated(module, own, await complete(module, own));
  });
  return { found: written !== undefined || generated !== undefined, credentials };
}
