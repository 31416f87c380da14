// Written by `npm run generate`; do not edit.
import type { PartnerContract } from '../partner.js';
import { prepaidify } from '../partners/prepaidify/index.js';
import { worldfirst } from '../partners/worldfirst/index.js';

export { prepaidify, worldfirst };

/** The name of a partner. */
export type PartnerName = 'prepaidify' | 'worldfirst';

/** The contract of every partner, by name in alphabetical order. */
export const partners: readonly PartnerContract[] = [prepaidify, worldfirst];
