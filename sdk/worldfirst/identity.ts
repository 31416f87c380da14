import type { KeyObject } from 'node:crypto';
import { readPrivateKey, readPublicKey } from '@sparring/contracts/crypto';
import { checkHeaderText } from '../engine/settings.js';
import type { WorldFirstOptions } from './client.js';

/** The client's id and the keys of both sides. */
export interface Identity {
  readonly clientId: string;
  readonly privateKey: KeyObject;
  /** Missing when answers are not verified. */
  readonly partnerPublicKey: KeyObject | undefined;
  readonly keyVersion: number;
}

const DEFAULT_KEY_VERSION = 2;

function readKey(option: string, key: string | KeyObject, read: (text: string) => KeyObject): KeyObject {
  if (typeof key !== 'string') return key;
  try {
    return read(key);
  } catch (error) {
    throw new TypeError(`${option}: ${(error as Error).message}`);
  }
}

function checkKey(option: string, key: KeyObject | undefined, type: 'private' | 'public'): KeyObject {
  if (key?.type === type && key.asymmetricKeyType === 'rsa') return key;
  throw new TypeError(`${option} is not an RSA ${type} key`);
}

function isPrivateKey(text: string): boolean {
  try {
    return readPrivateKey(text).type === 'private';
  } catch {
    return false;
  }
}

/**
 * Reads the partner's public key. Node would silently derive it from a private key; a private key does not
 * belong on the side that verifies.
 * @throws TypeError that names the option, never the key.
 */
export function readPartnerKey(key: string | KeyObject): KeyObject {
  const option = 'partnerPublicKey';
  if (typeof key === 'string' && isPrivateKey(key)) throw new TypeError(`${option} is a private key`);
  return checkKey(option, readKey(option, key, readPublicKey), 'public');
}

/** @throws TypeError in one sentence when something is missing or cannot be read; it never contains a key. */
export function readIdentity(options: WorldFirstOptions): Identity {
  const { verifyAnswers = true, partnerPublicKey, keyVersion = DEFAULT_KEY_VERSION } = options;
  const clientId = checkHeaderText('clientId', options.clientId);
  const privateKey = checkKey('privateKey', readKey('privateKey', options.privateKey, readPrivateKey), 'private');
  if (!verifyAnswers) return { clientId, privateKey, partnerPublicKey: undefined, keyVersion };
  if (!partnerPublicKey) {
    throw new TypeError('partnerPublicKey is missing: without it a forged success cannot be detected');
  }
  return { clientId, privateKey, partnerPublicKey: readPartnerKey(partnerPublicKey), keyVersion };
}
