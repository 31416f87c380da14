import { createPublicKey, type KeyObject } from 'node:crypto';
import { type ReadSignature, readRequestTime, type SignedHead } from '@sparring/contracts/worldfirst';
import { callerRecipes } from '../../../core/recipes/callers.js';
import { type Reading, readingsOf } from '../../../core/recipes/encodings.js';
import { jsonBodyRecipes } from '../../../core/recipes/json-body.js';
import { layout } from '../../../core/recipes/layout.js';
import type { Mistake, SignatureCase, SignatureEvidence, WrongRecipe } from '../../../core/recipes/recipe.js';
import { methodRecipes, otherOperation, targetRecipes } from '../../../core/recipes/request-line.js';
import { type CandidateKey, rsaOpenings } from '../../../core/recipes/rsa-openings.js';
import { timeRecipes } from '../../../core/recipes/times.js';
import { shownTarget } from '../../../core/request-head.js';
import { CORRECT, layoutRecipes } from './layouts.js';

/** Operations that the partner's documents describe beside the simulated ones. */
const DOCUMENTED_PATHS = [
  '/aps/api/business/onboard/submitAttachment',
  '/aps/api/business/onboard/registerCustomer',
  '/aps/api/business/onboard/inquiryRegisterCustomer',
  '/amsin/api/v1/business/account/submitAttachment',
  '/amsin/api/v1/business/onboard/submitAttachment',
];

const recipes: readonly WrongRecipe[] = [
  ...jsonBodyRecipes,
  ...methodRecipes,
  ...layoutRecipes,
  ...timeRecipes('Request-Time', readRequestTime),
  ...targetRecipes,
  ...callerRecipes('Client-Id', 'clientId'),
  otherOperation(DOCUMENTED_PATHS),
];

const keyMistake = (id: string, cause: string): Mistake => ({
  id,
  part: 'key',
  cause,
  fix: "Sign with the client's private key that `sparring env` prints.",
});

const OF_PARTNER = keyMistake('key-of-partner', "The signature was made with the partner's private key.");
const OF_OTHER_LANE = keyMistake('key-of-other-lane', 'The signature was made with the private key of another lane.');

/** More lanes than this are not searched for the key. */
const MAX_LANES = 20;

function candidateKeys(client: KeyObject, partner: KeyObject, evidence: SignatureEvidence): readonly CandidateKey[] {
  const others = evidence.otherLanes.slice(-MAX_LANES).flatMap(({ credentials: { clientPublicKey } }) => {
    return clientPublicKey ? [{ key: createPublicKey(clientPublicKey), mistake: OF_OTHER_LANE }] : [];
  });
  return [{ key: client }, { key: partner, mistake: OF_PARTNER }, ...others];
}

const STRING = "const text = 'POST ' + path + '\\n' + [clientId, requestTime, body].join('.')";
const SIGN = "createSign('sha256').update(text).sign(clientPrivateKey, 'base64')";

const CODE: SignatureCase['code'] = {
  method: STRING,
  target: STRING,
  caller: STRING,
  time: "headers['Request-Time'] = requestTime",
  body: 'const body = JSON.stringify(content)',
  layout: STRING,
  key: SIGN,
  algorithm: SIGN,
  encoding: `encodeURIComponent(${SIGN})`,
};

/** The keys of one client. */
export interface WorldFirstKeys {
  readonly publicKey: KeyObject;
  readonly partnerPublicKey: KeyObject;
}

const BITS_PER_BYTE = 8;

/** What is known of a signature that no key opens. */
function unopened(text: string, readings: readonly Reading[], publicKey: KeyObject): string {
  if (text === '') return 'The signature is empty.';
  const [reading] = readings;
  if (!reading) return 'The signature is not percent-encoded Base64.';
  const keyBytes = (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) / BITS_PER_BYTE;
  if (readings.some(({ bytes }) => bytes.length === keyBytes)) {
    return 'The signature was made with a private key that the simulator does not know, or was damaged on the way.';
  }
  const sizeBytes = reading.bytes.length;
  return `The signature has ${sizeBytes} bytes, and one of the client's RSA key has ${keyBytes}: it was made with another key or algorithm, or was cut off.`;
}

/** What may have been signed instead of `signed`. */
export function signatureCase(
  signed: SignedHead,
  read: Exclude<ReadSignature, { kind: 'malformed' }>,
  { publicKey, partnerPublicKey }: WorldFirstKeys,
  evidence: SignatureEvidence,
): SignatureCase {
  const { method, target, clientId: caller, time } = signed;
  const { value = '' } = read;
  const readings = readingsOf(value, read.kind === 'signature' ? read.bytes : undefined);
  return {
    correct: {
      method,
      target,
      caller,
      time,
      // a body that was too large to be kept is not mistaken for one that was not signed
      body: [evidence.sizeBytes > evidence.bytes.length ? Buffer.from('\0') : evidence.bytes],
      shownBody: `<the ${evidence.sizeBytes} bytes of the body>`,
      shownTarget: shownTarget(target),
      write: layout(CORRECT),
    },
    openings: rsaOpenings(readings, candidateKeys(publicKey, partnerPublicKey, evidence)),
    recipes,
    code: CODE,
    unopened: unopened(value, readings, publicKey),
    printOwn: 'console.log(JSON.stringify(text))',
  };
}
