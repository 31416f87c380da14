import { randomBytes } from 'node:crypto';
import { isLoopback } from '../control/own-host.js';
import { UserError } from '../core/user-error.js';

const TOKEN_BYTES = 24;
/** Printable ASCII without spaces: what stands behind `Bearer` in a header. */
const TOKEN = /^[!-~]{16,200}$/;

/**
 * The token of the control API: the given one, or a generated one when other machines can reach the simulator.
 * @returns `undefined` when none is needed: the simulator listens on loopback.
 * @throws UserError when the given one cannot be used.
 */
export function accessToken(host: string, given: string | undefined): string | undefined {
  if (given !== undefined && !TOKEN.test(given)) {
    throw new UserError('the token must be 16 to 200 printable ASCII characters without spaces');
  }
  return given ?? (isLoopback(host) ? undefined : randomBytes(TOKEN_BYTES).toString('base64url'));
}
