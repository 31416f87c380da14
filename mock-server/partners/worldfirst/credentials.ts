import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { readPrivateKey, readPublicKey } from '@sparring/contracts';
import type { CredentialField, Credentials, GenerateHex } from '../../core/partner-module.js';
import { UserError } from '../../core/user-error.js';

export const credentialFields = [
  { name: 'clientId', title: 'the client id', kind: 'text', inHeader: true, forClient: true },
  { name: 'clientPrivateKey', title: "the client's private key", kind: 'private-key', pair: 'client', forClient: true },
  { name: 'clientPublicKey', title: "the client's public key", kind: 'public-key', pair: 'client', forClient: false },
  {
    name: 'partnerPublicKey',
    title: "the partner's public key",
    kind: 'public-key',
    pair: 'partner',
    forClient: true,
    ofPartner: true,
  },
  {
    name: 'partnerPrivateKey',
    title: "the partner's private key",
    kind: 'private-key',
    pair: 'partner',
    forClient: false,
    ofPartner: true,
  },
] as const satisfies readonly CredentialField[];

const RSA_BITS = 2048;
const CLIENT_ID_DIGITS = 13;

interface Pair {
  readonly privateKey?: KeyObject;
  readonly publicKey: KeyObject;
}

function read(title: string, text: string | undefined, reader: (text: string) => KeyObject): KeyObject | undefined {
  if (text === undefined) return undefined;
  let key: KeyObject;
  try {
    key = reader(text);
  } catch {
    throw new UserError(`${title} of worldfirst cannot be read; use PEM or bare Base64-encoded DER`);
  }
  if (key.asymmetricKeyType === 'rsa') return key;
  throw new UserError(`${title} of worldfirst is of type ${key.asymmetricKeyType}; use an RSA key`);
}

function sameKey(left: KeyObject, right: KeyObject): boolean {
  const [a, b] = [left, right].map((key) => key.export({ type: 'spki', format: 'der' }));
  return a !== undefined && b !== undefined && a.equals(b);
}

/** Completes a key pair, or generates it when neither key is given. Key generation runs in Node's thread pool. */
async function completePair(owner: string, givenPrivate?: string, givenPublic?: string): Promise<Pair> {
  const privateKey = read(`the ${owner}'s private key`, givenPrivate, readPrivateKey);
  const publicKey = read(`the ${owner}'s public key`, givenPublic, readPublicKey);
  if (privateKey) {
    const derived = createPublicKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    if (publicKey && !sameKey(derived, publicKey)) {
      throw new UserError(
        `the ${owner}'s keys of worldfirst do not match; remove the public key to derive it from the private one`,
      );
    }
    return { privateKey, publicKey: derived };
  }
  return publicKey ? { publicKey } : promisify(generateKeyPair)('rsa', { modulusLength: RSA_BITS });
}

const publicPem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();
const privatePem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Generates what is missing. The client's private key can stay unknown, since only the client needs it. */
export async function completeCredentials(given: Credentials, generate: GenerateHex): Promise<Credentials> {
  if (given['partnerPublicKey'] !== undefined && given['partnerPrivateKey'] === undefined) {
    throw new UserError(
      'worldfirst needs partnerPrivateKey in addition to partnerPublicKey, because the simulator signs its answers',
    );
  }
  const [client, partner] = await Promise.all([
    completePair('client', given['clientPrivateKey'], given['clientPublicKey']),
    completePair('partner', given['partnerPrivateKey'], given['partnerPublicKey']),
  ]);
  if (!partner.privateKey) throw new UserError('worldfirst has no partnerPrivateKey');
  return {
    clientId: given['clientId'] ?? `5SPARR${generate('clientId', CLIENT_ID_DIGITS).toUpperCase()}`,
    ...(client.privateKey ? { clientPrivateKey: privatePem(client.privateKey) } : {}),
    clientPublicKey: publicPem(client.publicKey),
    partnerPublicKey: publicPem(partner.publicKey),
    partnerPrivateKey: privatePem(partner.privateKey),
  };
}
