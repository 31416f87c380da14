import type { PartnerModule } from '../core/partner.js';
import { prepaidifyModule } from './prepaidify/index.js';
import { worldfirstModule } from './worldfirst/index.js';

/** Every partner that is simulated. A new one adds its folder and its line here. */
export const partnerModules: readonly PartnerModule[] = [worldfirstModule, prepaidifyModule];
