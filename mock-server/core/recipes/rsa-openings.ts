import { constants, createHash, type KeyObject, publicDecrypt } from 'node:crypto';
import { digestOf } from './digest.js';
import type { Reading } from './encodings.js';
import type { Mistake, Opening, Piece } from './recipe.js';

/** A public key that can have verified a signature; without a mistake, it is the correct one. */
export interface CandidateKey {
  readonly key: KeyObject;
  readonly mistake?: Mistake;
}

/** What a signature turns out to be when a public key is applied to it. */
interface Opened {
  readonly mistake?: Mistake;
  /** Whether its structure alone leaves no doubt. */
  readonly proven: boolean;
  matches(text: readonly Piece[]): boolean;
}

const wrong = (id: string, cause: string, fix: string): Mistake => ({ id, part: 'algorithm', cause, fix });

const SHA256_WITH_RSA = 'Sign with SHA-256 and RSA (PKCS #1 v1.5).';
const otherHash = (name: string, title: string) =>
  wrong(`rsa-${name}`, `The signature was made with ${title}, not with SHA-256.`, SHA256_WITH_RSA);
const PSS = wrong('rsa-pss', 'The signature has PSS padding, not PKCS #1 v1.5.', SHA256_WITH_RSA);
const BARE = wrong(
  'rsa-bare-digest',
  'The signature contains the bare digest, because the hash was made first and then encrypted with the private key.',
  'Pass the string to sign to the signing function, which makes the hash itself.',
);

const HASHED_TWICE = wrong(
  'rsa-hashed-twice',
  'The signature is one of the hash of the string to sign: it was hashed twice.',
  'Pass the string to sign to the signing function, which makes the hash itself.',
);

/** The mistakes in the algorithm of an RSA signature with SHA-256. */
const HASHES = {
  sha256: { prefix: '3031300d060960864801650304020105000420', mistake: undefined },
  sha1: { prefix: '3021300906052b0e03021a05000414', mistake: otherHash('sha1', 'SHA-1') },
  md5: { prefix: '3020300c06082a864886f70d020505000410', mistake: otherHash('md5', 'MD5') },
  sha384: { prefix: '3041300d060960864801650304020205000430', mistake: otherHash('sha384', 'SHA-384') },
  sha512: { prefix: '3051300d060960864801650304020305000440', mistake: otherHash('sha512', 'SHA-512') },
} as const;

export const rsaMistakes: readonly Mistake[] = [
  ...Object.values(HASHES).flatMap(({ mistake }) => (mistake ? [mistake] : [])),
  PSS,
  BARE,
  HASHED_TWICE,
];

/** The digest of the string, or of its digest in bytes or hex. */
const hashedTwice = (digest: Buffer): Opened => ({
  mistake: HASHED_TWICE,
  proven: false,
  matches: (text) => {
    const once = digestOf('sha256', text);
    return [once, once.toString('hex')].some((bytes) => digestOf('sha256', [{ bytes }]).equals(digest));
  },
});

/** The digest that a signature with PKCS #1 v1.5 padding contains (RFC 8017, section 9.2). */
function openPkcs1(message: Buffer): readonly Opened[] {
  if (message[0] !== 0 || message[1] !== 1) return [];
  const end = message.indexOf(0, 2);
  if (end < 10 || !message.subarray(2, end).every((byte) => byte === 0xff)) return [];
  const content = message.subarray(end + 1);
  for (const [name, { prefix, mistake }] of Object.entries(HASHES)) {
    const info = Buffer.from(prefix, 'hex');
    if (!content.subarray(0, info.length).equals(info)) continue;
    const digest = content.subarray(info.length);
    const matches: Opened['matches'] = (text) => digestOf(name, text).equals(digest);
    return mistake ? [{ mistake, proven: true, matches }] : [{ proven: true, matches }, hashedTwice(digest)];
  }
  const matches: Opened['matches'] = (text) => {
    const own = digestOf('sha256', text);
    return own.equals(content) || own.toString('hex') === content.toString('latin1');
  };
  return [{ mistake: BARE, proven: true, matches }];
}

/** The mask of RFC 8017, appendix B.2.1. */
function mask(seed: Buffer, length: number, hash: string): Buffer {
  const blocks: Buffer[] = [];
  for (let counter = 0, made = 0; made < length; counter++) {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const block = createHash(hash).update(seed).update(count).digest();
    blocks.push(block);
    made += block.length;
  }
  return Buffer.concat(blocks).subarray(0, length);
}

const PSS_TRAILER = 0xbc;
/** So many bytes are not zero by chance. */
const PROVING_ZEROS = 8;
const EIGHT_ZEROS = Buffer.alloc(8);

/** Opens a signature with PSS padding (RFC 8017, section 9.1.2), whose zeros prove that it is one, if there are any. */
function openPss(message: Buffer, hash: string): Opened | undefined {
  const hashBytes = createHash(hash).digest().length;
  const at = message.length - hashBytes - 1;
  if (message.at(-1) !== PSS_TRAILER || at < hashBytes) return undefined;
  const own = message.subarray(at, -1);
  const masked = mask(own, at, hash);
  const block = Buffer.from(message.subarray(0, at).map((byte, index) => byte ^ (masked[index] ?? 0)));
  block[0] = (block[0] ?? 0) & 0x7f;
  const one = block.findIndex((byte) => byte !== 0);
  if (block[one] !== 1) return undefined;
  const salt = block.subarray(one + 1);
  return {
    mistake: PSS,
    proven: one >= PROVING_ZEROS, // the longest salt leaves no zeros
    matches: (text) =>
      createHash(hash).update(EIGHT_ZEROS).update(digestOf(hash, text)).update(salt).digest().equals(own),
  };
}

function open(key: KeyObject, signature: Buffer): readonly Opened[] {
  try {
    const message = publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature);
    const opened = openPkcs1(message);
    if (opened.length > 0) return opened;
    return ['sha256', 'sha1', 'sha512'].flatMap((hash) => openPss(message, hash) ?? []).slice(0, 1);
  } catch {
    return []; // longer than the key, or a larger number
  }
}

/**
 * The ways to compare strings with an RSA signature. The public key shows which digest was signed, so that a string
 * costs one hash and no further RSA; and what can be opened proves key and algorithm.
 */
export function rsaOpenings(readings: readonly Reading[], keys: readonly CandidateKey[]): readonly Opening[] {
  const openings = readings.flatMap(({ bytes, mistakes }) =>
    keys.flatMap(({ key, mistake: ofKey }) =>
      open(key, bytes).map(({ mistake, proven, matches }) => ({
        mistakes: [...(ofKey ? [ofKey] : []), ...(mistake ? [mistake] : []), ...mistakes],
        proven,
        matches,
      })),
    ),
  );
  return openings.filter(({ mistakes }) => mistakes.length <= 2);
}
