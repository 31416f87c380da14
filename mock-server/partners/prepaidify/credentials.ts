import { randomBytes } from 'node:crypto';
import type { CredentialField, Credentials } from '../../core/partner-module.js';
import { UserError } from '../../core/user-error.js';

export const credentialFields: readonly CredentialField[] = [
  { name: 'accessKey', title: 'the access key', kind: 'text', forClient: true },
  { name: 'secretKey', title: 'the secret key', kind: 'text', forClient: true },
];

/** Makes what was not given. */
export async function completeCredentials(given: Credentials): Promise<Credentials> {
  const blank = credentialFields.find(({ name }) => given[name]?.trim() === '');
  if (blank) throw new UserError(`${blank.title} of prepaidify is blank; leave it out and it is made`);
  return {
    accessKey: given['accessKey'] ?? `sparring-${randomBytes(8).toString('hex')}`,
    secretKey: given['secretKey'] ?? randomBytes(32).toString('hex'),
  };
}
