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

function keyOf(option: string, key: string | KeyObject, read: (text: string) => KeyObject, type: string): KeyObject {
  const found = typeof key === 'string' ? read(key) : key;
  if (found?.type === type && found.asymmetricKeyType === 'rsa') return found;
  throw new TypeError(`${option} is not an RSA ${type} key`);
}

/** @throws TypeError in one sentence when something is missing or cannot be read; it never contains a key. */
export function readIdentity(options: WorldFirstOptions): Identity {
  const { verifyAnswers = true, partnerPublicKey, keyVersion = DEFAULT_KEY_VERSION } = options;
  const clientId = checkHeaderText('clientId', options.clientId);
  const privateKey = keyOf('privateKey', options.privateKey, readPrivateKey, 'private');
  if (!verifyAnswers) return { clientId, privateKey, partnerPublicKey: undefined, keyVersion };
  if (!partnerPublicKey) {
    throw new TypeError('partnerPublicKey is missing: without it a forged success cannot be detected');
  }
  const publicKey = keyOf('partnerPublicKey', partnerPublicKey, readPublicKey, 'public');
  return { clientId, privateKey, partnerPublicKey: publicKey, keyVersion };
}
