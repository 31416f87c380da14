import type { Refusal } from '@sparring/contracts';
import {
  readRequestTime,
  readSignatureHeader,
  startVerification,
  submitAttachment,
  type WorldFirstSettings,
} from '@sparring/contracts/worldfirst';
import type { Authenticated, Verification } from '../../core/partner.js';
import type { InvalidSignature, SignatureEvidence } from '../../core/recipes/recipe.js';
import { firstRefusal, type HeadRule, headerOf, type RequestHead, shownTarget } from '../../core/request-head.js';
import { wrongHeader, wrongPart } from '../../core/wrong-part.js';
import { refuse } from './refuse.js';
import type { WorldFirstKeys } from './wrong-recipes/signature-case.js';

/** The only known client. */
export interface KnownClient extends WorldFirstKeys {
  readonly clientId: string;
}

export interface AuthenticationContext {
  readonly client: KnownClient;
  /** Where its credentials come from, for a client that has others. */
  readonly credentialsSource: string;
  readonly settings: WorldFirstSettings;
  now(): Date;
}

type Rule = HeadRule<AuthenticationContext>;

const method: Rule = (head) =>
  head.method === 'POST'
    ? undefined
    : refuse('METHOD_NOT_SUPPORTED', 'W2', `the method is ${head.method}, not POST`, wrongPart('method', 'POST'));

const path: Rule = ({ route }) =>
  route.kind === 'operation'
    ? undefined
    : refuse('INVALID_API', 'W2', 'there is no operation at this path', wrongPart('path', submitAttachment.path));

const mediaType: Rule = (head) => {
  const [type = ''] = headerOf(head, 'content-type').split(';', 1);
  if (type.trim().toLowerCase() === 'application/json') return undefined;
  return refuse(
    'MEDIA_TYPE_NOT_ACCEPTABLE',
    'W2',
    `the Content-Type is ${type || 'missing'}, not application/json`,
    wrongHeader('Content-Type', 'application/json; charset=UTF-8'),
  );
};

const headersPresent: Rule = (head) => {
  const missing = ['Client-Id', 'Request-Time', 'Signature'].find((name) => headerOf(head, name.toLowerCase()) === '');
  if (!missing) return undefined;
  return refuse(
    'PARAM_ILLEGAL',
    'W3',
    `the header ${missing} is missing`,
    wrongHeader(missing, 'present and not empty'),
  );
};

const requestTime: Rule = (head, { settings, now }) => {
  const sentMs = readRequestTime(headerOf(head, 'request-time'));
  if (sentMs === undefined) {
    return refuse(
      'PARAM_ILLEGAL',
      'W7',
      'Request-Time is neither Unix time in milliseconds (13 digits) nor ISO 8601 with a time zone',
      wrongHeader('Request-Time', '13 digits, or ISO 8601 with a time zone'),
    );
  }
  const windowSeconds = settings.requestTimeWindowSeconds;
  if (windowSeconds === null || Math.abs(now().getTime() - sentMs) <= windowSeconds * 1000) return undefined;
  return refuse(
    'PARAM_ILLEGAL',
    'W8',
    `Request-Time differs from the simulator's clock by more than ${windowSeconds} seconds`,
    wrongHeader('Request-Time', `within ${windowSeconds} seconds of the clock`),
  );
};

const VALID_SIGNATURE = wrongHeader('Signature', 'a signature over the bytes that were received');

const SIGNATURE_FORM = wrongHeader(
  'Signature',
  'algorithm=RSA256,keyVersion=<number>,signature=<percent-encoded Base64>',
);

const signaturePair: Rule = (head) => {
  const read = readSignatureHeader(headerOf(head, 'signature'));
  return read.kind === 'malformed' ? refuse('PARAM_ILLEGAL', 'W5', read.reason, SIGNATURE_FORM) : undefined;
};

const clientKnown: Rule = (head, { client, credentialsSource }) =>
  headerOf(head, 'client-id') === client.clientId
    ? undefined
    : refuse(
        'INVALID_CLIENT',
        'W2',
        `the Client-Id is not ${client.clientId}: ${credentialsSource}`,
        wrongHeader('Client-Id', client.clientId),
      );

const HEAD_RULES: readonly Rule[] = [method, path, mediaType, headersPresent, requestTime, signaturePair, clientKnown];

/** The signature is verified while the body arrives. */
function startVerifying(head: RequestHead, { client }: AuthenticationContext): Verification {
  const read = readSignatureHeader(headerOf(head, 'signature'));
  if (read.kind === 'malformed')
    return { finish: () => refuse('INVALID_SIGNATURE', 'W5', read.reason, SIGNATURE_FORM) };
  const signed = {
    method: head.method,
    target: head.target,
    clientId: client.clientId,
    time: headerOf(head, 'request-time'),
  };
  const invalid = (rule: string, reason: string): InvalidSignature => ({
    ...refuse('INVALID_SIGNATURE', rule, reason, rule === 'W5' ? SIGNATURE_FORM : VALID_SIGNATURE),
    examine: async (evidence: SignatureEvidence) => {
      const { signatureCase } = await import('./wrong-recipes/signature-case.js');
      return signatureCase(signed, read, client, evidence);
    },
  });
  if (read.kind === 'unusable') {
    const { reason, value } = read;
    return {
      finish: () =>
        value === undefined ? refuse('INVALID_SIGNATURE', 'W5', reason, SIGNATURE_FORM) : invalid('W5', reason),
    };
  }
  const running = startVerification(signed, client.publicKey);
  return {
    update: (chunk) => running.update(chunk),
    finish: ({ arrival }) => {
      if (running.verify(read.bytes)) return undefined;
      const text = `${signed.method} ${shownTarget(signed.target)}\\n${signed.clientId}.${signed.time}.<the ${arrival.sizeBytes} bytes of the body>`;
      return invalid('W6', `the signature is not valid for the string to sign: ${text}`);
    },
  };
}

/** Judges the head, in this order: method, path, media type, headers, client. */
export function authenticate(head: RequestHead, context: AuthenticationContext): Refusal | Authenticated {
  const refusal = firstRefusal(HEAD_RULES, head, context);
  if (refusal) return refusal;
  return { kind: 'authenticated', caller: context.client.clientId, verification: startVerifying(head, context) };
}
