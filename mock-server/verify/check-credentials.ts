import { readPrivateKey, readPublicKey } from '@sparring/contracts';
import type { CredentialField, Credentials } from '../core/partner-module.js';
import { UserError } from '../core/user-error.js';
import { partnerModules } from '../generated/partners.js';
import type { Target } from './target.js';

const KEY_READERS = { 'private-key': readPrivateKey, 'public-key': readPublicKey } as const;

function isUsable({ name, kind }: CredentialField, credentials: Credentials): boolean {
  const text = credentials[name]?.trim();
  if (!text || kind === 'text') return Boolean(text);
  try {
    KEY_READERS[kind](text);
    return true;
  } catch {
    return false;
  }
}

/** A public key can be derived from the private one. */
function hasPrivateKey({ kind, pair }: CredentialField, fields: readonly CredentialField[], own: Credentials): boolean {
  if (kind !== 'public-key' || pair === undefined) return false;
  return fields.some((field) => field.pair === pair && field.kind === 'private-key' && isUsable(field, own));
}

/**
 * Checks before the first request that there is everything a client needs to call the partners.
 * @throws UserError when a credential of one of the partners is missing or cannot be read.
 */
export function checkCredentials({ url, credentials }: Target, partners: readonly string[]): void {
  for (const { contract, credentialFields: fields } of partnerModules) {
    if (!partners.includes(contract.name)) continue;
    const own = credentials[contract.name] ?? {};
    const needed = fields.filter(
      (field) => field.forClient && !(own[field.name] === undefined && hasPrivateKey(field, fields, own)),
    );
    const missing = needed.filter(({ name }) => own[name] === undefined || own[name]?.trim() === '');
    const names = missing.map(({ name }) => `${contract.name}.${name}`);
    if (names.length > 0) {
      throw new UserError(
        `the credentials for ${url} lack ${names.join(', ')}; add them to the file of --credentials, or verify another partner with --partner`,
      );
    }
    const unusable = needed.find((field) => !isUsable(field, own));
    if (unusable)
      throw new UserError(`${contract.name}.${unusable.name} cannot be read; use PEM or bare Base64-encoded DER`);
  }
}
