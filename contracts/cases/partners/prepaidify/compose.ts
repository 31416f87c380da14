import { prepaidify } from '@sparring/contracts';
import { sign, signedFields } from '@sparring/contracts/prepaidify';
import { headerOf, signatureForms } from '../../compose.js';
import type { CallerContext, Composer } from '../../composer.js';

import { states } from './states.js';

const FOREIGN_KEY = 'a secret that no partner knows';

const accessKeyOf = ({ credentials }: CallerContext) => credentials['accessKey'] ?? '';

/** How a merchant of prepaidify writes its requests; the partner signs no answers. */
export const composer: Composer = {
  contract: prepaidify,
  states,
  caller: accessKeyOf,
  introduce: (context) => ({
    'ach-access-key': accessKeyOf(context),
    'ach-access-timestamp': String(context.at.getTime()),
  }),
  sign: ({ method, target, headers, textParts, foreignKey }, { credentials, settings }) => {
    const body = settings['multipartSigning'] === 'fields' ? signedFields(textParts) : '';
    const parts = { timestamp: headerOf(headers, 'ach-access-timestamp'), method, target, body };
    const base64 = sign(parts, foreignKey ? FOREIGN_KEY : (credentials['secretKey'] ?? ''));
    return signatureForms(base64);
  },
  writeSignature: ({ base64 }) => ({ 'ach-access-sign': base64 }),
};
