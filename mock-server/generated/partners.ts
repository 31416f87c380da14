// Written by `npm run generate`; do not edit.
import type { PartnerModule } from '../core/partner-module.js';
import { partnerModule as prepaidify } from '../partners/prepaidify/index.js';
import { partnerModule as worldfirst } from '../partners/worldfirst/index.js';

/** Every partner that is simulated. */
export const partnerModules: readonly PartnerModule[] = [prepaidify, worldfirst];
