import { prepaidify } from '@sparring/contracts';
import type { PartnerModule } from '../../core/partner-module.js';
import { completeCredentials, credentialFields } from './credentials.js';
import { createPrepaidify } from './partner.js';
import { samples } from './samples.js';

/** Everything that a simulator or a command needs from prepaidify. */
export const partnerModule: PartnerModule = {
  contract: prepaidify,
  credentialFields,
  completeCredentials,
  create: createPrepaidify,
  samples,
};
