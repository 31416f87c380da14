import { createSecretKey, type KeyObject } from 'node:crypto';
import { headerText } from '../engine/header-text.js';
import type { PrepaidifyOptions } from './client.js';

/** Who the client is, and how it sends. */
export interface Identity {
  readonly accessKey: string;
  readonly secretKey: KeyObject;
  readonly method: 'POST' | 'GET';
}

function secretOf(text: string): KeyObject {
  if (typeof text === 'string' && text.trim() !== '') return createSecretKey(text, 'utf8');
  throw new TypeError('secretKey must be a text that is not blank');
}

/** @throws TypeError in one sentence when something is missing; it never tells a key. */
export function readIdentity({ accessKey, secretKey, method = 'POST' }: PrepaidifyOptions): Identity {
  if (method !== 'POST' && method !== 'GET') throw new TypeError('method must be POST or GET');
  return { accessKey: headerText('accessKey', accessKey), secretKey: secretOf(secretKey), method };
}
