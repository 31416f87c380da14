import type { CredentialField, Credentials, GenerateHex } from '../../core/partner-module.js';

export const credentialFields = [
  { name: 'accessKey', title: 'the access key', kind: 'text', inHeader: true, forClient: true },
  { name: 'secretKey', title: 'the secret key', kind: 'text', forClient: true },
] as const satisfies readonly CredentialField[];

/** Generates what is missing. */
export async function completeCredentials(given: Credentials, generate: GenerateHex): Promise<Credentials> {
  return {
    accessKey: given['accessKey'] ?? `sparring-${generate('accessKey', 16)}`,
    secretKey: given['secretKey'] ?? generate('secretKey', 64),
  };
}
