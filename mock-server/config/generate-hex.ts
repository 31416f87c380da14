import { hash, randomBytes } from 'node:crypto';
import type { GenerateHex } from '../core/partner-module.js';

/**
 * What the texts among a partner's credentials are generated with.
 * @param seed makes them the same each time; without one, they are random
 */
export function hexGenerator(partner: string, seed: string | undefined): GenerateHex {
  if (seed === undefined)
    return (_field, digits) =>
      randomBytes(Math.ceil(digits / 2))
        .toString('hex')
        .slice(0, digits);
  return (field, digits) => hash('sha512', JSON.stringify([seed, partner, field]), 'hex').slice(0, digits);
}
