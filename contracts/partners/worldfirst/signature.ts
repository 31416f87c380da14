import type { KeyObject } from 'node:crypto';
import { type RsaVerification, signRsaSha256, startRsaVerification } from '../../crypto.js';

/** What the signature of a request or an answer covers besides the body. */
export interface SignedHead {
  readonly method: string;
  /** Path with query, as in the request line, without scheme and host. */
  readonly target: string;
  readonly clientId: string;
  /** `Request-Time` or `response-time`, exactly as in the header. */
  readonly time: string;
}

/**
 * The string to sign without the raw body that follows it: `<METHOD> <target>\n<client id>.<time>.`
 * Source: https://global.alipay.com/docs/ac/ams/digital_signature, decision W6.
 */
export function signaturePrefix({ method, target, clientId, time }: SignedHead): string {
  return `${method} ${target}\n${clientId}.${time}.`;
}

/** The value of the signature header, with `,` as the separator, like the official clients. */
export function writeSignatureHeader(signature: Buffer, keyVersion: number): string {
  return `algorithm=RSA256,keyVersion=${keyVersion},signature=${encodeURIComponent(signature.toString('base64'))}`;
}

/**
 * Signs a body, whole or in pieces, and returns the value of the signature header.
 * @example signatureHeader(head, body, privateKey, 2) // 'algorithm=RSA256,keyVersion=2,signature=…'
 */
export function signatureHeader(
  head: SignedHead,
  body: Buffer | readonly Buffer[],
  privateKey: KeyObject,
  keyVersion: number,
): string {
  return writeSignatureHeader(signRsaSha256(privateKey, [signaturePrefix(head), body].flat()), keyVersion);
}

/** A decoded signature header: the bytes of the signature, or why there are none. */
export type ReadSignature =
  | {
      readonly kind: 'signature';
      readonly bytes: Buffer;
      /** The signature as sent. */
      readonly value: string;
    }
  | { readonly kind: 'malformed'; readonly reason: string }
  | {
      readonly kind: 'unusable';
      readonly reason: string;
      /** The signature as sent, if that is what cannot be used. */
      readonly value?: string;
    };

function readPairs(header: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const pair of header.split(',')) {
    const at = pair.indexOf('=');
    if (at > 0) pairs.set(pair.slice(0, at).trim().toLowerCase(), pair.slice(at + 1).trim());
  }
  return pairs;
}

/** Raw Base64 is fine when nothing is escaped; next to an escape, a form decoder would read a raw + as a space. */
function percentDecoded(value: string): string | undefined {
  if (!value.includes('%')) return value;
  if (value.includes('+')) return undefined;
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Reads a `Signature` header: pairs in any order, keys in any case, raw Base64 allowed (decisions W5 and W18). */
export function readSignatureHeader(header: string): ReadSignature {
  const pairs = readPairs(header);
  const value = pairs.get('signature');
  if (value === undefined) return { kind: 'malformed', reason: 'the Signature header has no signature= pair' };
  const algorithm = pairs.get('algorithm') ?? 'RSA256';
  if (algorithm.toUpperCase() !== 'RSA256') {
    return { kind: 'unusable', reason: `algorithm ${algorithm.slice(0, 20)} is not RSA256` };
  }
  const keyVersion = pairs.get('keyversion') ?? '1';
  if (!/^\d+$/.test(keyVersion)) return { kind: 'unusable', reason: 'keyVersion is not a decimal number' };
  const base64 = percentDecoded(value);
  if (base64 === undefined || !BASE64.test(base64)) {
    return { kind: 'unusable', reason: 'the signature value is not percent-encoded Base64', value };
  }
  return { kind: 'signature', bytes: Buffer.from(base64, 'base64'), value };
}

/** Starts verifying a message whose body is still arriving: call `update` with each chunk, then `verify`. */
export function startVerification(head: SignedHead, publicKey: KeyObject): RsaVerification {
  const verification = startRsaVerification(publicKey);
  verification.update(signaturePrefix(head));
  return verification;
}
