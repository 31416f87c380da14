import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The name of the consumer in the pacts. */
export const PACT_CONSUMER = 'sparring-sdk';

/**
 * The path of the SDK's pact with a partner, the file of `@sparring/cases/pacts/sparring-sdk-<partner>.json`.
 * @throws RangeError when there is none.
 */
export function pactPath(partner: string): string {
  // in a checkout, the build links this folder to contracts/pacts
  const file = new URL(`../pacts/${PACT_CONSUMER}-${partner}.json`, import.meta.url);
  if (!existsSync(file)) throw new RangeError(`there is no pact with ${partner}; in a checkout, run npm run build`);
  return fileURLToPath(file);
}
