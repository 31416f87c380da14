import type { Credentials, PartnerModule } from '../core/partner-module.js';
import { partnerModules } from '../generated/partners.js';
import type { AllCredentials } from './credentials.js';

/** A key without its armor and line breaks: `sparring env` prints PEM or bare Base64. */
const bareKey = (text: string | undefined) => text?.replace(/-----[^-]+-----|\s/g, '');

/**
 * When `above` contains one key of a pair, the other one must not come from `below`, because it belongs to another
 * pair; unless the key is the same, as after `eval "$(sparring env)"`.
 */
function mergeOne({ credentialFields }: PartnerModule, below: Credentials = {}, above: Credentials = {}): Credentials {
  const pairs = credentialFields.flatMap(({ name, pair }) =>
    pair && above[name] !== undefined && bareKey(above[name]) !== bareKey(below[name]) ? [pair] : [],
  );
  const dropped = credentialFields.filter(({ pair }) => pair && pairs.includes(pair)).map(({ name }) => name);
  const kept = Object.entries(below).filter(([name]) => !dropped.includes(name));
  return { ...Object.fromEntries(kept), ...above };
}

/** Credentials of `above` override those of `below`. */
export function merge(below: AllCredentials, above: AllCredentials): AllCredentials {
  const merged = partnerModules.map((module) => {
    const { name } = module.contract;
    return [name, mergeOne(module, below[name], above[name])] as const;
  });
  return Object.fromEntries(merged);
}
