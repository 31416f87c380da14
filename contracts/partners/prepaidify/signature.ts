import type { KeyObject } from 'node:crypto';
import { equalInConstantTime, hmacSha256Base64 } from '../../crypto.js';
import { canonicalJson } from './canonical.js';

/** What an `ach-access-sign` covers. */
export interface SignedParts {
  /** `ach-access-timestamp` as sent: Unix time in milliseconds, 13 digits. */
  readonly timestamp: string;
  readonly method: string;
  /** Path with query, as in the request line. */
  readonly target: string;
  /** The body in its signed form; `''` for multipart (decision K4). */
  readonly body?: string;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The path in its signed form: query pairs percent-decoded, sorted by name, without empty values (decision K4). */
function signedPath(target: string): string {
  const at = target.indexOf('?');
  if (at < 0) return target;
  const pairs = target
    .slice(at + 1)
    .split('&')
    .map((pair) => /^([^=]*)=(.+)$/s.exec(pair)) // a value may contain further =
    .flatMap((found) => (found ? [found.slice(1).map(decoded)] : []))
    .map(([name = '', value = '']) => [name, `${name}=${value}`] as const)
    .sort(([left], [right]) => (left < right ? -1 : Number(left > right)));
  const path = target.slice(0, at);
  return pairs.length === 0 ? path : `${path}?${pairs.map(([, pair]) => pair).join('&')}`;
}

/**
 * The string to sign: `timestamp + METHOD + path + body`.
 * Source: https://prepaidify.gitbook.io/docs/kyc-sharing-api/signature-description
 */
export function stringToSign({ timestamp, method, target, body = '' }: SignedParts): string {
  return timestamp + method.toUpperCase() + signedPath(target) + body;
}

/** The text parts of a multipart body in the form that is signed with `multipartSigning=fields` (decision K4). */
export function signedFields(fields: Readonly<Record<string, string>>): string {
  return canonicalJson(fields);
}

/**
 * `ach-access-sign`: HMAC-SHA256 with the secret key, in Base64.
 * @example sign({ timestamp: '1700000000000', method: 'POST', target: '/open/api/kyc/share/fileUpload' }, secretKey)
 */
export function sign(parts: SignedParts, secretKey: KeyObject | string): string {
  return hmacSha256Base64(secretKey, stringToSign(parts));
}

/** Whether a signature is valid; compares in constant time. */
export function verify(parts: SignedParts, signature: string, secretKey: KeyObject | string): boolean {
  return equalInConstantTime(sign(parts, secretKey), signature);
}
