import { createHmac } from 'node:crypto';
import { digestOf } from './digest.js';
import type { Reading } from './encodings.js';
import type { Mistake, Opening, Piece, SignatureEvidence } from './recipe.js';

/** One row of a partner's table: secrets that are used by mistake. */
export interface WrongKey extends Mistake {
  keys(evidence: SignatureEvidence): readonly (string | Buffer)[];
}

interface Algorithm {
  /** Absent for the correct one. */
  readonly mistake?: Mistake;
  readonly sizeBytes: number;
  sign(key: string | Buffer, text: readonly Piece[]): Buffer;
}

function hmac(name: string, key: string | Buffer, text: readonly Piece[]): Buffer {
  const mac = createHmac(name, key);
  for (const { bytes } of text) mac.update(bytes);
  return mac.digest();
}

const mistake = (id: string, cause: string, fix: string): Mistake => ({ id, part: 'algorithm', cause, fix });

const other = (name: string, title: string, sizeBytes: number): Algorithm => ({
  mistake: mistake(`hmac-${name}`, `The signature is an HMAC-${title}, not an HMAC-SHA256.`, 'Use SHA-256.'),
  sizeBytes,
  sign: (key, text) => hmac(name, key, text),
});

const KEYED = 'Use HMAC, with the secret as its key.';

/** The algorithms that are used by mistake; the length of a signature says which of them are possible. */
const ALGORITHMS: readonly Algorithm[] = [
  { sizeBytes: 32, sign: (key, text) => hmac('sha256', key, text) },
  other('sha1', 'SHA1', 20),
  other('md5', 'MD5', 16),
  other('sha512', 'SHA512', 64),
  other('sha384', 'SHA384', 48),
  {
    mistake: mistake('hash-without-key', 'The signature is a plain SHA-256 hash, made without the secret.', KEYED),
    sizeBytes: 32,
    sign: (_key, text) => digestOf('sha256', text),
  },
  {
    mistake: mistake('hash-secret-last', 'The signature is a SHA-256 hash of the string and the secret.', KEYED),
    sizeBytes: 32,
    sign: (key, text) => digestOf('sha256', [...text, { bytes: key }]),
  },
  {
    mistake: mistake('hash-secret-first', 'The signature is a SHA-256 hash of the secret and the string.', KEYED),
    sizeBytes: 32,
    sign: (key, text) => digestOf('sha256', [{ bytes: key }, ...text]),
  },
  {
    mistake: mistake(
      'hmac-arguments-swapped',
      'The string to sign was used as the key of the HMAC, and the secret as its text.',
      'Swap the two arguments.',
    ),
    sizeBytes: 32,
    sign: (key, text) => hmac('sha256', Buffer.concat(text.map(({ bytes }) => Buffer.from(bytes))), [{ bytes: key }]),
  },
];

/** The mistakes in the algorithm of an HMAC-SHA256. */
export const hmacMistakes: readonly Mistake[] = ALGORITHMS.flatMap(({ mistake: own }) => (own ? [own] : []));

/**
 * The ways to compare strings with an HMAC-SHA256. Nothing about it is proven until a string matches.
 * @param secret the correct secret
 */
export function hmacOpenings(
  readings: readonly Reading[],
  secret: string,
  wrongKeys: readonly WrongKey[],
  evidence: SignatureEvidence,
): readonly Opening[] {
  const keys = [
    { key: secret as string | Buffer, mistakes: [] as readonly Mistake[] },
    ...wrongKeys.flatMap((row) => row.keys(evidence).map((key) => ({ key, mistakes: [row] }))),
  ];
  const openings = readings.flatMap(({ bytes, mistakes: ofReading }) =>
    ALGORITHMS.filter(({ sizeBytes }) => sizeBytes === bytes.length).flatMap(({ mistake: ofAlgorithm, sign }) =>
      keys.map(({ key, mistakes: ofKey }) => ({
        mistakes: [...ofKey, ...(ofAlgorithm ? [ofAlgorithm] : []), ...ofReading],
        proven: false,
        matches: (text: readonly Piece[]) => sign(key, text).equals(bytes),
      })),
    ),
  );
  return openings
    .filter(({ mistakes }) => mistakes.length <= 2)
    .sort((left, right) => left.mistakes.length - right.mistakes.length);
}
