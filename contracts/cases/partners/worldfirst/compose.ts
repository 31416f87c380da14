import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { AnswerMessage } from '@sparring/contracts';
import { readPrivateKey, readPublicKey, signRsaSha256, worldfirst } from '@sparring/contracts';
import { readSignatureHeader, signaturePrefix, startVerification } from '@sparring/contracts/worldfirst';
import { headerOf, signatureForms } from '../../compose.js';
import type { CallerContext, Composer } from '../../composer.js';

/** The keyVersion that callers write; the partner takes any decimal (decision W18). */
import { states } from './states.js';

const KEY_VERSION = 2;
const FOREIGN_KEY_BITS = 2048;

let foreign: KeyObject | undefined;

/** A key that no partner knows; made once, since making it is what costs. */
function foreignKey(): KeyObject {
  foreign ??= generateKeyPairSync('rsa', { modulusLength: FOREIGN_KEY_BITS }).privateKey;
  return foreign;
}

const clientIdOf = ({ credentials }: CallerContext) => credentials['clientId'] ?? '';

/** The key that answers are verified with; whoever holds the private one can derive it. */
function partnerKey({ credentials }: CallerContext): KeyObject {
  const { partnerPublicKey, partnerPrivateKey = '' } = credentials;
  return partnerPublicKey ? readPublicKey(partnerPublicKey) : createPublicKey(readPrivateKey(partnerPrivateKey));
}

const answerHeader = ({ headers }: AnswerMessage, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
};

/** How a client of worldfirst writes its requests and judges the answers. */
export const composer: Composer = {
  contract: worldfirst,
  states,
  caller: clientIdOf,
  introduce: (context) => ({
    'client-id': clientIdOf(context),
    'request-time': String(context.at.getTime()),
  }),
  sign: ({ method, target, headers, body, foreignKey: isForeign }, { credentials }) => {
    const head = { method, target, clientId: headerOf(headers, 'client-id'), time: headerOf(headers, 'request-time') };
    const key = isForeign ? foreignKey() : readPrivateKey(credentials['clientPrivateKey'] ?? '');
    const base64 = signRsaSha256(key, [signaturePrefix(head), body]).toString('base64');
    return signatureForms(base64);
  },
  writeSignature: ({ percent }) => ({ signature: `algorithm=RSA256,keyVersion=${KEY_VERSION},signature=${percent}` }),
  judgeSignature: (answer, { method, target }, context) => {
    const [header, time, clientId] = ['signature', 'response-time', 'client-id'].map((name) =>
      answerHeader(answer, name),
    );
    if (header === undefined && time === undefined && clientId === undefined) return 'none';
    const read = readSignatureHeader(header ?? '');
    if (read.kind !== 'signature' || time === undefined || clientId === undefined) return 'wrong';
    const verification = startVerification({ method, target, clientId, time }, partnerKey(context));
    verification.update(answer.body);
    return verification.holds(read.bytes) ? 'holds' : 'wrong';
  },
};
