import type { KeyObject } from 'node:crypto';
import type { Operation, Refusal } from '@sparring/contracts';
import {
  type PrepaidifyCode,
  type PrepaidifySettings,
  type SignedParts,
  signedFields,
  stringToSign,
  verify,
} from '@sparring/contracts/prepaidify';
import type { Admission, Head, Verification } from '../../core/partner.js';

/** What admission knows of the one merchant. */
export interface KnownMerchant {
  readonly accessKey: string;
  readonly secretKey: KeyObject;
}

interface AdmitContext {
  readonly merchant: KnownMerchant;
  readonly settings: PrepaidifySettings;
  now(): Date;
}

type HeadRule = (head: Head, operation: Operation | undefined, context: AdmitContext) => Refusal | undefined;

const HEADERS = ['ach-access-key', 'ach-access-timestamp', 'ach-access-sign'] as const;
const NOT_FOUND = 404;

export function refuse(
  code: PrepaidifyCode,
  rule: string,
  reason: string,
  more: { subject?: string; httpStatus?: number } = {},
): Refusal<PrepaidifyCode> {
  return { kind: 'refused', code, rule, reason, ...more };
}

/** Codes 3000 and 200002 name a field in their text. */
export const refuseNaming = (code: '3000' | '200002', rule: string, subject: string, reason: string) =>
  refuse(code, rule, reason, { subject });

const headerOf = ({ headers }: Head, name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value.trim() : '';
};

const path: HeadRule = (_head, operation) =>
  operation ? undefined : refuse('1', 'K2', 'no operation has this path', { httpStatus: NOT_FOUND });

const method: HeadRule = (head, operation) =>
  operation?.methods.includes(head.method)
    ? undefined
    : refuse('1', 'K1', `the path knows GET and POST, not ${head.method}`, { httpStatus: NOT_FOUND });

const headersPresent: HeadRule = (head) => {
  const missing = HEADERS.find((name) => headerOf(head, name) === '');
  return missing ? refuseNaming('3000', 'K6', missing, `the header ${missing} is missing`) : undefined;
};

const keyKnown: HeadRule = (head, _operation, { merchant }) =>
  headerOf(head, 'ach-access-key') === merchant.accessKey
    ? undefined
    : refuse('200007', 'K6', 'the ach-access-key is not the one that `sparring env` prints');

const timestamp: HeadRule = (head, _operation, { settings, now }) => {
  const sent = headerOf(head, 'ach-access-timestamp');
  if (!/^\d{13}$/.test(sent)) return refuse('200005', 'K6', 'ach-access-timestamp is not 13 digits of milliseconds');
  const offMs = Number(sent) - now().getTime();
  if (Math.abs(offMs) <= settings.timestampWindowSeconds * 1000) return undefined;
  const side = offMs < 0 ? 'behind' : 'ahead of';
  const off = `${Math.round(Math.abs(offMs) / 1000)} seconds ${side} the simulator's clock`;
  return refuse('200005', 'K5', `ach-access-timestamp is ${off}; ${settings.timestampWindowSeconds} are allowed`);
};

const HEAD_RULES: readonly HeadRule[] = [path, method, headersPresent, keyKnown, timestamp];

/** No field takes more characters than this; what is longer may be a document, and is told by its length. */
const TOLD_CHARACTERS = 64;

/** The signed fields as the refusal tells them. */
function toldFields(fields: Readonly<Record<string, string>>): string {
  const told = Object.entries(fields).map(([name, text]) => [
    name,
    text.length > TOLD_CHARACTERS ? `<${text.length} characters>` : text,
  ]);
  return signedFields(Object.fromEntries(told));
}

function refuseForged(
  parts: SignedParts,
  head: Head,
  { merchant }: AdmitContext,
  fields: Readonly<Record<string, string>> = {},
): Refusal | undefined {
  const signed = { ...parts, body: signedFields(fields) };
  if (verify(signed, headerOf(head, 'ach-access-sign'), merchant.secretKey)) return undefined;
  const told = stringToSign({ ...parts, body: toldFields(fields) });
  return refuse('200006', 'K4', `the signature does not hold over the string to sign: ${told}`);
}

/** Judges the head in the order path, headers, key, timestamp, signature. */
export function admit(head: Head, operation: Operation | undefined, context: AdmitContext): Refusal | Admission {
  for (const rule of HEAD_RULES) {
    const refusal = rule(head, operation, context);
    if (refusal) return refusal;
  }
  const parts = { timestamp: headerOf(head, 'ach-access-timestamp'), method: head.method, target: head.target };
  const caller = context.merchant.accessKey;
  if (context.settings.multipartSigning === 'none') {
    return refuseForged(parts, head, context) ?? { kind: 'admitted', caller };
  }
  const verification: Verification = {
    refuse: ({ textParts }) => refuseForged(parts, head, context, textParts),
  };
  return { kind: 'admitted', caller, verification };
}
