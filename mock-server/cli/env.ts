import { createPrivateKey, createPublicKey } from 'node:crypto';
import { credentialVariable } from '../config/config.js';
import type { AllCredentials } from '../config/credentials.js';
import type { CredentialField } from '../core/partner-module.js';
import { shellQuote } from '../curl/shell-quote.js';
import { partnerModules } from '../generated/partners.js';

/** The format of printed keys. */
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
      ? createPrivateKey(text).export({ type, format })
      : createPublicKey(text).export({ type: PUBLIC_TYPE[type], format });
    return String(pem).trim();
  }
  const der = isPrivate
    ? createPrivateKey(text).export({ type, format: 'der' })
    : createPublicKey(text).export({ type: PUBLIC_TYPE[type], format: 'der' });
  return der.toString('base64');
}

/** The variables that a client needs, by name. */
export function clientVariables(url: string, credentials: AllCredentials, form: KeyForm): ReadonlyMap<string, string> {
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

/** Writes shell exports, for `eval "$(sparring env)"`. */
export function writeExports(variables: ReadonlyMap<string, string>): string {
  return [...variables].map(([name, value]) => `export ${name}=${shellQuote(value)}\n`).join('');
}

/** Writes the lines of a `.env` file; a value must be of one line. */
export function writeLines(variables: ReadonlyMap<string, string>): string {
  return [...variables].map(([name, value]) => `${name}=${value}\n`).join('');
}
