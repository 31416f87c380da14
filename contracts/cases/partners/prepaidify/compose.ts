import { prepaidify } from '@sparring/contracts';
import { sign, signedFields } from '@sparring/contracts/prepaidify';
import { type CallerContext, type Composer, callerId } from '../../composer.js';
import { headerValue } from '../../header-value.js';
import { providerStates } from './provider-states.js';

const UNKNOWN_KEY = 'a secret that no partner knows';

const accessKeyOf = (context: CallerContext) => callerId(context, 'accessKey');

/** How a merchant of prepaidify authenticates its requests; the partner does not sign answers. */
export const composer: Composer = {
  contract: prepaidify,
  typical: {
    accepted: 'success-id-front-jpg',
    largest: 'success-file-largest',
    refused: 'type-unknown',
    unrouted: 'path-unknown',
    decisionsWithoutCase: ['K15'], // bodies over the limit are too large for a case
  },
  providerStates,
  caller: accessKeyOf,
  authenticate: ({ method, target, headers, textParts }, context) => {
    const accessKey = headerValue(headers, 'ach-access-key') ?? accessKeyOf(context);
    const timestamp = headerValue(headers, 'ach-access-timestamp') ?? String(context.at.getTime());
    const body = context.settings['multipartSigning'] === 'fields' ? signedFields(textParts) : '';
    const secretKey = context.key === 'unknown' ? UNKNOWN_KEY : (context.credentials['secretKey'] ?? '');
    const signature = sign({ timestamp, method, target, body }, secretKey);
    return { 'ach-access-key': accessKey, 'ach-access-timestamp': timestamp, 'ach-access-sign': signature };
  },
};
