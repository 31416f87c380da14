import { worldfirst } from '@sparring/contracts';
import type { PartnerModule } from '../../core/partner-module.js';
import { headerOf } from '../../core/request-head.js';
import type { DocumentTaker } from '../../files/document-rules.js';
import { completeCredentials, credentialFields } from './credentials.js';
import { documents } from './documents.js';
import { createWorldFirst } from './partner.js';
import { samples } from './samples.js';

/** Everything that a simulator or a command needs from worldfirst. */
export const partnerModule: PartnerModule & DocumentTaker = {
  contract: worldfirst,
  credentialFields,
  caller: { credential: 'clientId', of: (head) => headerOf(head, 'client-id') },
  completeCredentials,
  create: createWorldFirst,
  secretFields: ['attachmentContent'],
  samples,
  documents,
};
