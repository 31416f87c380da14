import type { KeyObject } from 'node:crypto';
import { readPrivateKey } from '@sparring/contracts/crypto';
import { readRequestTime, writeTime } from '@sparring/contracts/worldfirst/request-time.js';
import { readSignatureHeader, signatureHeader, startVerification } from '@sparring/contracts/worldfirst/signature.js';
import {
  checkWindow,
  headerOf,
  type ReceivedNotification,
  rawBytes,
  refuseNotification,
  type SignedNotification,
  verifyUntrusted,
} from '../core/notification.js';
import { readJson } from '../engine/answer.js';
import { checkHeaderText } from '../engine/settings.js';
import { readPartnerKey } from './identity.js';

/** Options of a receiver of notifications. */
export interface WorldFirstNotificationOptions {
  readonly clientId: string;
  readonly partnerPublicKey: string | KeyObject;
  /** How far `Request-Time` may be off the clock, in seconds; default: any, since the partner documents no window. */
  readonly windowSeconds?: number | undefined;
  readonly clock?: (() => Date) | undefined;
}

/**
 * Verifies a notification that WorldFirst sends to us and returns its JSON body. The partner signs
 * `POST <path of the receiver>`, the client id, `Request-Time` and the raw body; nothing is parsed before
 * the signature is valid.
 * Source: https://global.alipay.com/docs/ac/ams/digital_signature
 * @throws NotificationError when it is malformed, unsigned, forged, outside the window or not JSON.
 * @throws TypeError when an option is invalid.
 * @example
 * const body = verifyWorldFirstNotification({ target: request.url, headers: request.headers, rawBody }, options);
 */
export function verifyWorldFirstNotification(
  notification: ReceivedNotification,
  { clientId, partnerPublicKey, windowSeconds, clock = () => new Date() }: WorldFirstNotificationOptions,
): unknown {
  checkHeaderText('clientId', clientId);
  const key = readPartnerKey(partnerPublicKey);
  return verifyUntrusted(() => {
    const time = headerOf(notification, 'request-time');
    const read = readSignatureHeader(headerOf(notification, 'signature'));
    if (read.kind === 'malformed' || time === '') {
      throw refuseNotification('SIGNATURE_MISSING', 'Signature and Request-Time must both be present, once');
    }
    const body = rawBytes(notification);
    const verification = startVerification({ method: 'POST', target: notification.target, clientId, time }, key);
    verification.update(body);
    if (read.kind !== 'signature' || !verification.verify(read.bytes)) {
      throw refuseNotification('SIGNATURE_WRONG', 'the signature of the notification is invalid');
    }
    checkWindow(readRequestTime(time), clock(), windowSeconds);
    const json = readJson(body);
    if (json === undefined) throw refuseNotification('NOT_JSON', 'the notification is not JSON');
    return json;
  });
}

/** What is needed to sign as the partner would. */
export interface WorldFirstTestNotification {
  readonly target: string;
  readonly body: object;
  readonly clientId: string;
  /** A key of the test; the receiver under test has its public key. */
  readonly partnerPrivateKey: string | KeyObject;
  readonly at?: Date | undefined;
}

/**
 * Signs a notification as WorldFirst would, to test a receiver with.
 * @example
 * const { target, headers, rawBody } = signWorldFirstNotificationForTest({ target: '/hook', body, clientId, partnerPrivateKey });
 */
export function signWorldFirstNotificationForTest(input: WorldFirstTestNotification): SignedNotification {
  const { target, body, clientId, partnerPrivateKey, at = new Date() } = input;
  const key = typeof partnerPrivateKey === 'string' ? readPrivateKey(partnerPrivateKey) : partnerPrivateKey;
  const rawBody = JSON.stringify(body);
  const head = { method: 'POST', target, clientId, time: writeTime(at) };
  const headers = {
    'content-type': 'application/json; charset=UTF-8',
    'client-id': clientId,
    'request-time': head.time,
    signature: signatureHeader(head, Buffer.from(rawBody), key, 2),
  };
  return { method: 'POST', target, headers, rawBody };
}
