import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The name of the consumer in the pacts. */
export const PACT_CONSUMER = 'sparring-sdk';

/** The tarball of this package contains the pacts; in a checkout they are in a sibling folder. */
const FOLDERS = ['../pacts/', '../../pacts/'];

/**
 * The path of the SDK's pact with a partner.
 * @throws RangeError when there is none.
 */
export function pactPath(partner: string): string {
  const files = FOLDERS.map((folder) => new URL(`${folder}${PACT_CONSUMER}-${partner}.json`, import.meta.url));
  const found = files.find((file) => existsSync(file));
  if (!found) throw new RangeError(`there is no pact with ${partner}`);
  return fileURLToPath(found);
}
