import { worldfirst } from '@sparring/contracts';
import type { PartnerModule } from '../../core/partner.js';
import { createWorldFirst } from './behaviour.js';
import { completeCredentials, credentialFields } from './credentials.js';
import { sampleFields, sampleFile, writeCurl } from './curl.js';

export const worldfirstModule: PartnerModule = {
  contract: worldfirst,
  credentialFields,
  completeCredentials,
  create: createWorldFirst,
  writeCurl,
  sampleFields,
  sampleFile,
};
