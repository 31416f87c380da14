import { prepaidify } from '@sparring/contracts';
import type { PartnerModule } from '../../core/partner.js';
import { createPrepaidify } from './behaviour.js';
import { completeCredentials, credentialFields } from './credentials.js';
import { sampleFields, sampleFile, writeCurl } from './curl.js';

export const prepaidifyModule: PartnerModule = {
  contract: prepaidify,
  credentialFields,
  completeCredentials,
  create: createPrepaidify,
  writeCurl,
  sampleFields,
  sampleFile,
};
