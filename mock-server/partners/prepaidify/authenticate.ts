import type { KeyObject } from 'node:crypto';
import { equalInConstantTime, type Refusal } from '@sparring/contracts';
import {
  fileUpload,
  type PrepaidifySettings,
  type SignedParts,
  signedFields,
  stringToSign,
  verify,
} from '@sparring/contracts/prepaidify';
import type { Authenticated, Verification } from '../../core/partner.js';
import type { InvalidSignature } from '../../core/recipes/recipe.js';
import { firstRefusal, type HeadRule, headerOf, type RequestHead, shownTarget } from '../../core/request-head.js';
import { wrongHeader, wrongPart } from '../../core/wrong-part.js';
import { refuse, refuseNaming } from './refuse.js';

/** The only known merchant. */
export interface KnownMerchant {
  readonly accessKey: string;
  readonly secretKey: KeyObject;
  /** The same as text, to compare it with what may have been used instead. */
  readonly secretText: string;
}

interface AuthenticationContext {
  readonly merchant: KnownMerchant;
  /** Where its keys come from, for a merchant that has others. */
  readonly credentialsSource: string;
  readonly settings: PrepaidifySettings;
  now(): Date;
}

type Rule = HeadRule<AuthenticationContext>;

const HEADERS = ['ach-access-key', 'ach-access-timestamp', 'ach-access-sign'] as const;

const path: Rule = ({ route }) =>
  route.kind === 'unknown-path'
    ? refuse('1', 'K2', 'there is no operation at this path', { wrong: wrongPart('path', fileUpload.path) })
    : undefined;

const method: Rule = ({ route, method: sent }) => {
  if (route.kind !== 'unknown-method') return undefined;
  const allowed = [...route.allowed].sort();
  const wrong = wrongPart('method', allowed.join(' or '));
  return refuse('1', 'K1', `the path allows ${allowed.join(' and ')}, not ${sent}`, { wrong });
};

const headersPresent: Rule = (head) => {
  const missing = HEADERS.find((name) => headerOf(head, name) === '');
  if (!missing) return undefined;
  return refuseNaming('3000', 'K6', `the header ${missing} is missing`, wrongHeader(missing, 'present and not empty'));
};

const keyKnown: Rule = (head, { merchant, credentialsSource }) => {
  const sent = headerOf(head, 'ach-access-key');
  if (sent === merchant.accessKey) return undefined;
  if (equalInConstantTime(sent, merchant.secretText)) {
    return refuse('200007', 'K6', 'the ach-access-key is the secret key: the two keys were swapped', {
      wrong: wrongHeader('ach-access-key', 'the access key; the secret key only signs and is never sent'),
    });
  }
  return refuse('200007', 'K6', `the ach-access-key is not the one of this simulator: ${credentialsSource}`, {
    wrong: wrongHeader('ach-access-key', 'the access key of this simulator, which `sparring env` prints'),
  });
};

const timestamp: Rule = (head, { settings, now }) => {
  const sent = headerOf(head, 'ach-access-timestamp');
  if (!/^\d{13}$/.test(sent)) {
    return refuse('200005', 'K6', 'ach-access-timestamp is not Unix time in milliseconds (13 digits)', {
      wrong: wrongHeader('ach-access-timestamp', '13 digits'),
    });
  }
  const offsetMs = Number(sent) - now().getTime();
  const { timestampWindowSeconds: windowSeconds } = settings;
  if (Math.abs(offsetMs) <= windowSeconds * 1000) return undefined;
  const side = offsetMs < 0 ? 'behind' : 'ahead of';
  const off = `${Math.round(Math.abs(offsetMs) / 1000)} seconds ${side} the simulator's clock`;
  return refuse('200005', 'K5', `ach-access-timestamp is ${off}; ${windowSeconds} are allowed`, {
    wrong: wrongHeader('ach-access-timestamp', `within ${windowSeconds} seconds of the clock`),
  });
};

const HEAD_RULES: readonly Rule[] = [path, method, headersPresent, keyKnown, timestamp];

/** No field allows more characters than this; a longer value may be a document, so only its length is shown. */
const SHOWN_CHARACTERS = 64;

/** The signed fields as shown in the refusal. */
function shownFields(fields: Readonly<Record<string, string>>): string {
  const shown = Object.entries(fields).map(([name, text]) => [
    name,
    text.length > SHOWN_CHARACTERS ? `<${text.length} characters>` : text,
  ]);
  return signedFields(Object.fromEntries(shown));
}

function refuseForged(
  parts: SignedParts,
  head: RequestHead,
  { merchant }: AuthenticationContext,
  fields?: Readonly<Record<string, string>>,
): InvalidSignature | undefined {
  const signed = fields ? { ...parts, body: signedFields(fields) } : parts;
  const signature = headerOf(head, 'ach-access-sign');
  if (verify(signed, signature, merchant.secretKey)) return undefined;
  const shownBody = fields ? shownFields(fields) : '';
  const shown = stringToSign({ ...parts, target: shownTarget(parts.target), body: shownBody });
  const { accessKey, secretText: secretKey } = merchant;
  return {
    ...refuse('200006', 'K4', `the signature is not valid for the string to sign: ${shown}`, {
      wrong: wrongHeader('ach-access-sign', 'HMAC-SHA256 of the string to sign with the secret key, in Base64'),
    }),
    examine: async (evidence) => {
      const { signatureCase } = await import('./wrong-recipes/signature-case.js');
      return signatureCase({ parts: signed, shownBody, accessKey, secretKey, signature }, evidence);
    },
  };
}

/** Judges the head, in this order: path, method, headers, key, timestamp, signature. */
export function authenticate(head: RequestHead, context: AuthenticationContext): Refusal | Authenticated {
  const refusal = firstRefusal(HEAD_RULES, head, context);
  if (refusal) return refusal;
  const parts = { timestamp: headerOf(head, 'ach-access-timestamp'), method: head.method, target: head.target };
  const caller = context.merchant.accessKey;
  if (context.settings.multipartSigning === 'none') {
    return refuseForged(parts, head, context) ?? { kind: 'authenticated', caller };
  }
  const verification: Verification = {
    finish: ({ textParts }) => refuseForged(parts, head, context, textParts?.() ?? {}),
  };
  return { kind: 'authenticated', caller, verification };
}
