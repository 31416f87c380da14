import { randomBytes } from 'node:crypto';
import type { CredentialField, Credentials } from '../../core/partner-module.js';

export const credentialFields: readonly CredentialField[] = [
  { name: 'accessKey', title: 'the access key', kind: 'text', inHeader: true, forClient: true },
  { name: 'secretKey', title: 'the secret key', kind: 'text', forClient: true },
];

/** Generates what is missing. */
export async function completeCredentials(given: Credentials): Promise<Credentials> {
  return {
    accessKey: given['accessKey'] ?? `sparring-${randomBytes(8).toString('hex')}`,
    secretKey: given['secretKey'] ?? randomBytes(32).toString('hex'),
  };
}
