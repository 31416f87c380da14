import { type SignedParts, stringToSign } from '@sparring/contracts/prepaidify';
import { canonicalBase64, readingsOf } from '../../../core/recipes/encodings.js';
import { hmacOpenings } from '../../../core/recipes/hmac-openings.js';
import { layout } from '../../../core/recipes/layout.js';
import type { SignatureCase, SignatureEvidence, WrongRecipe } from '../../../core/recipes/recipe.js';
import { methodRecipes, otherOperation, targetRecipes } from '../../../core/recipes/request-line.js';
import { timeRecipes } from '../../../core/recipes/times.js';
import { shownTarget } from '../../../core/request-head.js';
import { bodyRecipes } from './bodies.js';
import { wrongKeys } from './keys.js';
import { CORRECT, layoutRecipes } from './layouts.js';
import { queryRecipes } from './queries.js';

/** Operations that the partner's documents describe beside the simulated ones. */
const DOCUMENTED_PATHS = ['fileUpload', 'information', 'merchantProcess', 'queryMerchantKyc', 'userToken'].map(
  (name) => `/open/api/kyc/share/${name}`,
);

const recipes: readonly WrongRecipe[] = [
  ...bodyRecipes,
  ...layoutRecipes,
  ...queryRecipes,
  ...targetRecipes,
  ...methodRecipes,
  otherOperation(DOCUMENTED_PATHS),
  ...timeRecipes('ach-access-timestamp', Number),
];

const STRING = 'const text = timestamp + method.toUpperCase() + path';
const SIGN = "createHmac('sha256', secretKey).update(text, 'utf8').digest('base64')";

const CODE: SignatureCase['code'] = {
  method: STRING,
  target: STRING,
  time: "headers['ach-access-timestamp'] = timestamp",
  body: STRING,
  layout: STRING,
  key: SIGN,
  algorithm: SIGN,
  encoding: SIGN,
};

/** What is signed, and by whom. */
export interface PrepaidifySigned {
  readonly parts: SignedParts;
  /** Of the body, what may be shown. */
  readonly shownBody: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly signature: string;
}

/** The target as it is signed. */
const signedTarget = (target: string) => stringToSign({ timestamp: '', method: '', target });

/** What may have been signed instead of `parts`. */
export function signatureCase(signed: PrepaidifySigned, evidence: SignatureEvidence): SignatureCase {
  const { parts, shownBody, accessKey, secretKey, signature } = signed;
  return {
    correct: {
      method: parts.method,
      target: signedTarget(parts.target),
      caller: accessKey,
      time: parts.timestamp,
      body: parts.body ? [parts.body] : [],
      shownTarget: signedTarget(shownTarget(parts.target)),
      shownBody,
      write: layout(CORRECT),
    },
    openings: hmacOpenings(
      readingsOf(signature, canonicalBase64(signature)),
      secretKey,
      wrongKeys(secretKey, accessKey),
      evidence,
    ),
    recipes,
    code: CODE,
    unopened: 'The signature is not the Base64 of any HMAC; SHA-256 has 44 characters there.',
    printOwn: 'console.log(JSON.stringify(text))',
  };
}
