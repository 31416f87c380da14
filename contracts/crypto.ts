import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  type KeyObject,
  sign,
  timingSafeEqual,
} from 'node:crypto';

/** HMAC-SHA256 of a UTF-8 string, as standard Base64 with padding. */
export function hmacSha256Base64(key: KeyObject | string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64');
}

/** Compares two strings in a time that depends only on their lengths. */
export function equalInConstantTime(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** RSASSA-PKCS1-v1_5 with SHA-256 over the concatenated chunks. */
export function signRsaSha256(key: KeyObject, chunks: readonly (string | Buffer)[]): Buffer {
  const signer = createSign('sha256');
  for (const chunk of chunks) signer.update(chunk);
  return signer.sign(key);
}

/**
 * RSASSA-PKCS1-v1_5 with SHA-256 in Node's thread pool, so that a process with a second processor does other work
 * meanwhile: for small bodies, a signature costs more than everything else about an answer.
 */
export function signRsaSha256InPool(key: KeyObject, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign('sha256', bytes, key, (error, signature) => (error ? reject(error) : resolve(signature)));
  });
}

/** Verifies incrementally, as bytes arrive, without a copy of the body. */
export interface RsaVerification {
  update(chunk: string | Buffer): void;
  /** Finishes the verification; call it once. */
  verify(signature: Buffer): boolean;
}

/** Starts an RSASSA-PKCS1-v1_5 verification with SHA-256. */
export function startRsaVerification(key: KeyObject): RsaVerification {
  const verifier = createVerify('sha256');
  return {
    update: (chunk) => void verifier.update(chunk),
    verify: (signature) => verifier.verify(key, signature),
  };
}

const PEM_MARK = '-----BEGIN';
const bare = (text: string) => Buffer.from(text.replace(/\s+/g, ''), 'base64');
const unescaped = (text: string) => text.trim().replaceAll('\\n', '\n');

function firstReadable(readers: readonly (() => KeyObject)[], what: string): KeyObject {
  for (const read of readers) {
    try {
      return read();
    } catch {
      // try the next format
    }
  }
  throw new TypeError(`${what} cannot be read: use PEM or bare Base64-encoded DER`);
}

/**
 * Reads an RSA public key: PEM, or bare Base64 of SPKI or PKCS#1 DER. Line feeds may be escaped as `\n`.
 * @throws TypeError that lists the accepted formats but never contains the key.
 */
export function readPublicKey(text: string): KeyObject {
  const key = unescaped(text);
  if (key.startsWith(PEM_MARK)) return firstReadable([() => createPublicKey(key)], 'the public key');
  return firstReadable(
    (['spki', 'pkcs1'] as const).map((type) => () => createPublicKey({ key: bare(key), format: 'der', type })),
    'the public key',
  );
}

/**
 * Reads an RSA private key: PEM, or bare Base64 of PKCS#8 or PKCS#1 DER. Line feeds may be escaped as `\n`.
 * @throws TypeError that lists the accepted formats but never contains the key.
 */
export function readPrivateKey(text: string): KeyObject {
  const key = unescaped(text);
  if (key.startsWith(PEM_MARK)) return firstReadable([() => createPrivateKey(key)], 'the private key');
  return firstReadable(
    (['pkcs8', 'pkcs1'] as const).map((type) => () => createPrivateKey({ key: bare(key), format: 'der', type })),
    'the private key',
  );
}
