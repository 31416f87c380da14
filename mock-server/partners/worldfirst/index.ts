import { worldfirst } from '@sparring/contracts';
import type { PartnerModule } from '../../core/partner-module.js';
import { completeCredentials, credentialFields } from './credentials.js';
import { createWorldFirst } from './partner.js';
import { samples } from './samples.js';

/** Everything that a simulator or a command needs from worldfirst. */
export const partnerModule: PartnerModule = {
  contract: worldfirst,
  credentialFields,
  completeCredentials,
  create: createWorldFirst,
  secretFields: ['attachmentContent'],
  samples,
};
