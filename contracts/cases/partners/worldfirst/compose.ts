import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type AnswerMessage, readPrivateKey, readPublicKey, worldfirst } from '@sparring/contracts';
import {
  readSignatureHeader,
  type SignedHead,
  signatureHeader,
  signaturePrefix,
  startVerification,
} from '@sparring/contracts/worldfirst';
import { type CallerContext, type Composer, callerId, type UnsignedRequest } from '../../composer.js';
import { headerValue } from '../../header-value.js';
import { providerStates } from './provider-states.js';

/** The keyVersion that callers send; the partner accepts any decimal number (decision W18). */
const KEY_VERSION = 2;
const UNKNOWN_KEY_BITS = 2048;

let unknown: KeyObject | undefined;

/** A key that the partner does not know; generated only once, because that is slow. */
function unknownKey(): KeyObject {
  unknown ??= generateKeyPairSync('rsa', { modulusLength: UNKNOWN_KEY_BITS }).privateKey;
  return unknown;
}

const clientIdOf = (context: CallerContext) => callerId(context, 'clientId');

function clientKey({ credentials, key }: CallerContext): KeyObject {
  return key === 'unknown' ? unknownKey() : readPrivateKey(credentials['clientPrivateKey'] ?? '');
}

/** The key to verify answers with; it can be derived from the private key. */
function partnerKey({ credentials }: CallerContext): KeyObject {
  const { partnerPublicKey, partnerPrivateKey = '' } = credentials;
  return partnerPublicKey ? readPublicKey(partnerPublicKey) : createPublicKey(readPrivateKey(partnerPrivateKey));
}

const answerHeader = ({ headers }: AnswerMessage, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
};

function signedHead({ method, target, headers }: UnsignedRequest, context: CallerContext): SignedHead {
  const clientId = headerValue(headers, 'client-id') ?? clientIdOf(context);
  const time = headerValue(headers, 'request-time') ?? String(context.at.getTime());
  return { method, target, clientId, time };
}

/** How a client of worldfirst authenticates its requests and verifies answers. */
export const composer: Composer = {
  contract: worldfirst,
  typical: {
    accepted: 'success-id-card-front-side-jpeg',
    largest: 'success-content-longest',
    refused: 'attachment-type-unknown',
    unrouted: 'path-unknown',
  },
  providerStates,
  caller: clientIdOf,
  authenticate: (request, context) => {
    const head = signedHead(request, context);
    const signature = signatureHeader(head, request.body, clientKey(context), KEY_VERSION);
    return { 'client-id': head.clientId, 'request-time': head.time, signature };
  },
  stringToSign: (request, context) => signaturePrefix(signedHead(request, context)) + request.body.toString(),
  checkSignature: (answer, { method, target }, context) => {
    const [header, time, clientId] = ['signature', 'response-time', 'client-id'].map((name) =>
      answerHeader(answer, name),
    );
    if (header === undefined && time === undefined && clientId === undefined) return 'none';
    const read = readSignatureHeader(header ?? '');
    if (read.kind !== 'signature' || time === undefined || clientId === undefined) return 'invalid';
    const verification = startVerification({ method, target, clientId, time }, partnerKey(context));
    verification.update(answer.body);
    return verification.verify(read.bytes) ? 'valid' : 'invalid';
  },
};
