import { partnerModules } from '../generated/partners.js';
import { completeAll } from './complete-credentials.js';
import { type AllCredentials, checkShape } from './credentials.js';
import { merge } from './merge-credentials.js';

/**
 * The credentials of a new lane: what belongs to the partners is that of the default lane, and what is missing is
 * generated.
 * @param seed as in `completeAll`
 * @throws UserError in one sentence when a given one cannot be used.
 */
export async function laneCredentials(
  ofDefault: AllCredentials,
  given: AllCredentials,
  seed?: string,
): Promise<AllCredentials> {
  const checked = checkShape(given, 'the field credentials');
  const shared = partnerModules.map(({ contract: { name }, credentialFields }) => {
    const fields = credentialFields.filter(({ ofPartner }) => ofPartner);
    const texts = fields.map((field) => [field.name, ofDefault[name]?.[field.name] ?? ''] as const);
    return [name, Object.fromEntries(texts)] as const;
  });
  return completeAll(merge(Object.fromEntries(shared), checked), seed);
}
