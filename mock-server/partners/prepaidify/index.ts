import { prepaidify } from '@sparring/contracts';
import type { PartnerModule } from '../../core/partner-module.js';
import { headerOf } from '../../core/request-head.js';
import type { DocumentTaker } from '../../files/document-rules.js';
import { completeCredentials, credentialFields } from './credentials.js';
import { documents } from './documents.js';
import { createPrepaidify } from './partner.js';
import { samples } from './samples.js';

/** Everything that a simulator or a command needs from prepaidify. */
export const partnerModule: PartnerModule & DocumentTaker = {
  contract: prepaidify,
  credentialFields,
  caller: { credential: 'accessKey', of: (head) => headerOf(head, 'ach-access-key') },
  completeCredentials,
  create: createPrepaidify,
  samples,
  documents,
};
