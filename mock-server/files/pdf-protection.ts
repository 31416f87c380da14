import { createCipheriv, createHash } from 'node:crypto';

/** How the strings and streams of a PDF are encrypted. */
export interface Protection {
  /** The encryption dictionary, as it is written. */
  readonly dictionary: string;
  encrypt(bytes: Buffer): Buffer;
}

const NO_IV = Buffer.alloc(16);
const HASHES = ['sha256', 'sha384', 'sha512'] as const;

/** Everything may be done with the document except printing it. */
const PERMISSIONS = -8;

function aes(algorithm: string, key: Buffer, iv: Buffer | null, bytes: Buffer, padded = false): Buffer {
  const cipher = createCipheriv(algorithm, key, iv).setAutoPadding(padded);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
}

/** The hash of a password (ISO 32000-2 7.6.4.3.4, algorithm 2.B). */
function hashPassword(password: Buffer, salt: Buffer, userEntry: Buffer): Buffer {
  let key = createHash('sha256').update(password).update(salt).update(userEntry).digest();
  for (let round = 1, last = 255; round <= 64 || last > round - 1 - 32; round++) {
    const once = Buffer.concat([password, key, userEntry]);
    const repeated = Buffer.concat(Array.from({ length: 64 }, () => once));
    const encrypted = aes('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32), repeated);
    const remainder = encrypted.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3;
    key = createHash(HASHES[remainder] ?? 'sha256')
      .update(encrypted)
      .digest();
    last = encrypted.at(-1) ?? 0;
  }
  return key.subarray(0, 32);
}

/**
 * Protects a PDF with AES-256 (ISO 32000-2 7.6.4, revision 6). Salts and keys come from the seed, so that the document
 * repeats byte for byte; it is a test file, and the password is meant to be known.
 * @param password opens the document; ASCII
 */
export function protectWith(password: string, seed: string): Protection {
  const derived = (purpose: string) => createHash('sha256').update(`${purpose}/${seed}`).digest();
  const secret = Buffer.from(password);
  const fileKey = derived('file key');
  const entries = (name: string, context: Buffer) => {
    const salts = derived(name).subarray(0, 16);
    const entry = Buffer.concat([hashPassword(secret, salts.subarray(0, 8), context), salts]);
    return [entry, aes('aes-256-cbc', hashPassword(secret, salts.subarray(8), context), NO_IV, fileKey)] as const;
  };
  const [user, userKey] = entries('user', Buffer.alloc(0));
  const [owner, ownerKey] = entries('owner', user);
  const permissions = Buffer.concat([
    Buffer.alloc(4),
    Buffer.from('ffffffff', 'hex'),
    Buffer.from('Tadb'),
    derived('p').subarray(0, 4),
  ]);
  permissions.writeInt32LE(PERMISSIONS);
  const sealed = aes('aes-256-ecb', fileKey, null, permissions);
  const texts = { O: owner, U: user, OE: ownerKey, UE: userKey, Perms: sealed };
  const written = Object.entries(texts).map(([name, bytes]) => `/${name} <${bytes.toString('hex')}>`);
  let count = 0;
  return {
    dictionary: `<< /Filter /Standard /V 5 /R 6 /Length 256 /P ${PERMISSIONS} ${written.join(' ')} /CF << /StdCF << /CFM /AESV3 /AuthEvent /DocOpen /Length 32 >> >> /StmF /StdCF /StrF /StdCF >>`,
    encrypt: (bytes) => {
      const iv = derived(`iv ${count++}`).subarray(0, 16);
      return Buffer.concat([iv, aes('aes-256-cbc', fileKey, iv, bytes, true)]);
    },
  };
}
