import { readPrivateKey, readPublicKey } from '@sparring/contracts';
import type { CredentialField } from '../core/partner-module.js';
import { partnerModules } from '../generated/partners.js';
import { credentialVariable } from './config.js';
import type { AllCredentials } from './credentials.js';

/** The format of keys. */
export interface KeyForm {
  /** `pem`, or `base64` for bare Base64-encoded DER on one line. */
  readonly format: 'pem' | 'base64';
  /** The type of private keys; public keys are SPKI for `pkcs8` and PKCS#1 for `pkcs1`. */
  readonly type: 'pkcs8' | 'pkcs1';
}

const PUBLIC_TYPE = { pkcs8: 'spki', pkcs1: 'pkcs1' } as const;

function writeKey({ kind }: CredentialField, text: string, { format, type }: KeyForm): string {
  const isPrivate = kind === 'private-key';
  if (format === 'pem') {
    const pem = isPrivate
      ? readPrivateKey(text).export({ type, format })
      : readPublicKey(text).export({ type: PUBLIC_TYPE[type], format });
    return String(pem).trim();
  }
  const der = isPrivate
    ? readPrivateKey(text).export({ type, format: 'der' })
    : readPublicKey(text).export({ type: PUBLIC_TYPE[type], format: 'der' });
  return der.toString('base64');
}

/**
 * The variables that a client needs, by name.
 * @example clientVariables(simulator.url, simulator.credentials).get('SPARRING_PREPAIDIFY_ACCESS_KEY')
 */
export function clientVariables(
  url: string,
  credentials: AllCredentials,
  form: KeyForm = { format: 'pem', type: 'pkcs8' },
): Map<string, string> {
  const variables = new Map([['SPARRING_BASE_URL', url]]);
  for (const { contract, credentialFields } of partnerModules) {
    for (const field of credentialFields) {
      const text = credentials[contract.name]?.[field.name];
      if (!field.forClient || text === undefined) continue;
      const value = field.kind === 'text' ? text : writeKey(field, text, form);
      variables.set(credentialVariable(contract.name, field.name), value);
    }
  }
  return variables;
}
