import type { KeyObject } from 'node:crypto';
import type { Operation, Refusal } from '@sparring/contracts';
import {
  readRequestTime,
  readSignatureHeader,
  startVerification,
  type WorldFirstCode,
  type WorldFirstSettings,
} from '@sparring/contracts/worldfirst';
import type { Admission, Head, Verification } from '../../core/partner.js';

/** What admission knows of the one client. */
export interface KnownClient {
  readonly clientId: string;
  readonly publicKey: KeyObject;
}

interface AdmitContext {
  readonly client: KnownClient;
  readonly settings: WorldFirstSettings;
  now(): Date;
}

type HeadRule = (head: Head, operation: Operation | undefined, context: AdmitContext) => Refusal | undefined;

export function refuse(code: WorldFirstCode, rule: string, reason: string): Refusal<WorldFirstCode> {
  return { kind: 'refused', code, rule, reason };
}

const headerOf = ({ headers }: Head, name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value.trim() : '';
};

const method: HeadRule = (head) =>
  head.method === 'POST' ? undefined : refuse('METHOD_NOT_SUPPORTED', 'W2', `the method is ${head.method}, not POST`);

const path: HeadRule = (_head, operation) =>
  operation ? undefined : refuse('INVALID_API', 'W2', 'no operation has this path');

const mediaType: HeadRule = (head) => {
  const [type = ''] = headerOf(head, 'content-type').split(';', 1);
  if (type.trim().toLowerCase() === 'application/json') return undefined;
  return refuse('MEDIA_TYPE_NOT_ACCEPTABLE', 'W2', `the Content-Type is ${type || 'missing'}, not application/json`);
};

const headersPresent: HeadRule = (head) => {
  const missing = ['Client-Id', 'Request-Time', 'Signature'].find((name) => headerOf(head, name.toLowerCase()) === '');
  return missing ? refuse('PARAM_ILLEGAL', 'W3', `the header ${missing} is missing`) : undefined;
};

const requestTime: HeadRule = (head, _operation, { settings, now }) => {
  const sentMs = readRequestTime(headerOf(head, 'request-time'));
  if (sentMs === undefined) {
    return refuse('PARAM_ILLEGAL', 'W7', 'Request-Time is neither 13 digits of milliseconds nor ISO 8601 with a zone');
  }
  const windowSeconds = settings.requestTimeWindowSeconds;
  if (windowSeconds === null || Math.abs(now().getTime() - sentMs) <= windowSeconds * 1000) return undefined;
  return refuse('PARAM_ILLEGAL', 'W8', `Request-Time is more than ${windowSeconds} seconds off the clock`);
};

const signaturePair: HeadRule = (head) => {
  const read = readSignatureHeader(headerOf(head, 'signature'));
  return read.kind === 'malformed' ? refuse('PARAM_ILLEGAL', 'W5', read.reason) : undefined;
};

const clientKnown: HeadRule = (head, _operation, { client }) =>
  headerOf(head, 'client-id') === client.clientId
    ? undefined
    : refuse('INVALID_CLIENT', 'W2', `the Client-Id is not ${client.clientId}`);

const HEAD_RULES: readonly HeadRule[] = [
  method,
  path,
  mediaType,
  headersPresent,
  requestTime,
  signaturePair,
  clientKnown,
];

/** The signature is verified while the body arrives. */
function verification(head: Head, { client }: AdmitContext): Verification {
  const read = readSignatureHeader(headerOf(head, 'signature'));
  if (read.kind !== 'signature') return { refuse: () => refuse('INVALID_SIGNATURE', 'W5', read.reason) };
  const signed = {
    method: head.method,
    target: head.target,
    clientId: client.clientId,
    time: headerOf(head, 'request-time'),
  };
  const running = startVerification(signed, client.publicKey);
  return {
    update: (chunk) => running.update(chunk),
    refuse: ({ arrival }) => {
      if (running.holds(read.bytes)) return undefined;
      const text = `${signed.method} ${signed.target}\\n${signed.clientId}.${signed.time}.<the ${arrival.sizeBytes} bytes of the body>`;
      return refuse('INVALID_SIGNATURE', 'W6', `the signature does not hold over the string to sign: ${text}`);
    },
  };
}

/** Judges the head in the order method, path, media type, headers, client. */
export function admit(head: Head, operation: Operation | undefined, context: AdmitContext): Refusal | Admission {
  for (const rule of HEAD_RULES) {
    const refusal = rule(head, operation, context);
    if (refusal) return refusal;
  }
  return { kind: 'admitted', caller: context.client.clientId, verification: verification(head, context) };
}
