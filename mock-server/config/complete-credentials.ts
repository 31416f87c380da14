import { checkGenerated } from '../core/check-partner.js';
import type { Credentials, PartnerModule } from '../core/partner-module.js';
import { partnerModules } from '../generated/partners.js';
import type { AllCredentials } from './credentials.js';
import { hexGenerator } from './generate-hex.js';

/** Generates the missing credentials of a partner. */
export async function complete(module: PartnerModule, own: Credentials = {}, seed?: string): Promise<Credentials> {
  const completed = await module.completeCredentials(own, hexGenerator(module.contract.name, seed));
  if (Object.keys(own).length === 0) checkGenerated(module, completed);
  return completed;
}

/** Something for each partner, by its name. */
export async function forEachPartner<Value>(
  find: (module: PartnerModule) => Promise<Value>,
): Promise<Record<string, Value>> {
  const found = partnerModules.map(async (module) => [module.contract.name, await find(module)] as const);
  return Object.fromEntries(await Promise.all(found));
}

/**
 * Generates the missing credentials of all partners, in parallel.
 * @param seed repeats the texts among them, but not the keys, which no seed can repeat
 */
export const completeAll = (given: AllCredentials, seed?: string): Promise<AllCredentials> =>
  forEachPartner((module) => complete(module, given[module.contract.name], seed));
