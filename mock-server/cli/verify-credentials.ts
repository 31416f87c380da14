import { existsSync } from 'node:fs';
import { type Config, credentialVariable } from '../config/config.js';
import { type AllCredentials, credentialsFile, readCredentialsFile } from '../config/credentials.js';
import { storedCredentials } from '../config/stored-credentials.js';
import { nameFields, type Target } from '../verify/target.js';

/** Where the credentials for a target come from. */
export interface CredentialsSource {
  read(): Promise<AllCredentials>;
  readonly describe: Target['describeCredentials'];
}

/** Describes credentials of a file, if there is one, some or all of which the environment overrides. */
const describeIn =
  (file: string | undefined, above: AllCredentials): Target['describeCredentials'] =>
  (partner, names) => {
    const isAbove = (name: string) => file === undefined || above[partner]?.[name] !== undefined;
    const variables = names.filter(isAbove).map((name) => credentialVariable(partner, name));
    const inFile = names.filter((name) => !isAbove(name));
    return [
      ...(inFile.length > 0 ? [`${nameFields(partner, inFile)} in ${file}`] : []),
      ...(variables.length > 0 ? [`${variables.join(' and ')} in the environment`] : []),
    ].join(' and ');
  };

/** The credentials of `--credentials`, or those of the home folder and the environment. */
export function credentialsOf(
  { credentials: file, target }: { readonly credentials?: string; readonly target?: string },
  { home, credentials: above }: Config,
): CredentialsSource {
  if (file !== undefined) return { read: () => readCredentialsFile(file), describe: describeIn(file, {}) };
  // a simulator that is started here gets new credentials
  if (target === undefined) return { read: async () => ({}), describe: undefined };
  const ofHome = credentialsFile(home);
  return existsSync(ofHome)
    ? { read: async () => (await storedCredentials(home, above)).credentials, describe: describeIn(ofHome, above) }
    : { read: async () => above, describe: describeIn(undefined, above) };
}
