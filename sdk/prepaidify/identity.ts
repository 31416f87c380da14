import { createSecretKey, type KeyObject } from 'node:crypto';
import { checkHeaderText } from '../engine/settings.js';
import type { PrepaidifyOptions } from './client.js';

type Credentials = Pick<PrepaidifyOptions, 'accessKey' | 'secretKey' | 'method'>;

/** The client's credentials and its method. */
export interface Identity {
  readonly accessKey: string;
  readonly secretKey: KeyObject;
  readonly method: 'POST' | 'GET';
}

function secretOf(text: string): KeyObject {
  // a line break at the end comes from reading a file
  if (typeof text === 'string' && text !== '' && text === text.trim()) return createSecretKey(text, 'utf8');
  throw new TypeError('secretKey must be a text that is not empty, without spaces or line breaks around it');
}

/** @throws TypeError in one sentence when something is missing; it never contains a key. */
export function readIdentity({ accessKey, secretKey, method = 'POST' }: Credentials): Identity {
  if (method !== 'POST' && method !== 'GET') throw new TypeError('method must be POST or GET');
  return { accessKey: checkHeaderText('accessKey', accessKey), secretKey: secretOf(secretKey), method };
}
