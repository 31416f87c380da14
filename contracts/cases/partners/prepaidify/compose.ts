import { prepaidify } from '@sparring/contracts';
import { type SignedParts, sign, signedFields, stringToSign } from '@sparring/contracts/prepaidify';
import { type CallerContext, type Composer, callerId, type UnsignedRequest } from '../../composer.js';
import { headerValue } from '../../header-value.js';
import { providerStates } from './provider-states.js';

const UNKNOWN_KEY = 'a secret that no partner knows';

const accessKeyOf = (context: CallerContext) => callerId(context, 'accessKey');

function partsOf({ method, target, headers, textParts }: UnsignedRequest, context: CallerContext): SignedParts {
  const timestamp = headerValue(headers, 'ach-access-timestamp') ?? String(context.at.getTime());
  const body = context.settings['multipartSigning'] === 'fields' ? signedFields(textParts) : '';
  return { timestamp, method, target, body };
}

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
  authenticate: (request, context) => {
    const parts = partsOf(request, context);
    const accessKey = headerValue(request.headers, 'ach-access-key') ?? accessKeyOf(context);
    const secretKey = context.key === 'unknown' ? UNKNOWN_KEY : (context.credentials['secretKey'] ?? '');
    const signature = sign(parts, secretKey);
    return { 'ach-access-key': accessKey, 'ach-access-timestamp': parts.timestamp, 'ach-access-sign': signature };
  },
  stringToSign: (request, context) => stringToSign(partsOf(request, context)),
};
