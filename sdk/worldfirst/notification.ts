import type { KeyObject } from 'node:crypto';
import { readPrivateKey, readPublicKey } from '@sparring/contracts/crypto';
import { readRequestTime, writeTime } from '@sparring/contracts/worldfirst/request-time.js';
import { readSignatureHeader, signatureHeader, startVerification } from '@sparring/contracts/worldfirst/signature.js';
import {
  checkWindow,
  headerOf,
  type ReceivedNotification,
  rawBytes,
  refuseNotification,
  type SignedNotification,
} from '../core/notification.js';
import { readJson } from '../engine/answer.js';

/** Options of a receiver of notifications. */
export interface WorldFirstNotificationOptions {
  readonly clientId: string;
  readonly partnerPublicKey: string | KeyObject;
  /** How far `Request-Time` may be off the clock, in seconds; default: any, since the partner documents no window. */
  readonly windowSeconds?: number;
  readonly clock?: () => Date;
}

/**
 * Verifies a notification that WorldFirst sends to us and returns its JSON body. The partner signs
 * `POST <path of the receiver>`, the client id, `Request-Time` and the raw body.
 * @throws NotificationError when it is unsigned, forged, outside the window or not JSON.
 */
export function verifyWorldFirstNotification(
  notification: ReceivedNotification,
  { clientId, partnerPublicKey, windowSeconds, clock = () => new Date() }: WorldFirstNotificationOptions,
): unknown {
  const time = headerOf(notification, 'request-time');
  const read = readSignatureHeader(headerOf(notification, 'signature'));
  if (read.kind === 'malformed' || time === '') {
    throw refuseNotification('SIGNATURE_MISSING', 'Signature and Request-Time must both be present, once');
  }
  const key = typeof partnerPublicKey === 'string' ? readPublicKey(partnerPublicKey) : partnerPublicKey;
  const verification = startVerification({ method: 'POST', target: notification.target, clientId, time }, key);
  const body = rawBytes(notification);
  verification.update(body);
  if (read.kind !== 'signature' || !verification.verify(read.bytes)) {
    throw refuseNotification('SIGNATURE_WRONG', 'the signature of the notification is invalid');
  }
  checkWindow(readRequestTime(time), clock(), windowSeconds);
  const json = readJson(body);
  if (json === undefined) throw refuseNotification('NOT_JSON', 'the notification is not JSON');
  return json;
}

/** What is needed to sign as the partner would. */
export interface WorldFirstTestNotification {
  readonly target: string;
  readonly body: object;
  readonly clientId: string;
  /** A key of the test; the receiver under test has its public key. */
  readonly partnerPrivateKey: string | KeyObject;
  readonly at?: Date;
}

/** Signs a notification as WorldFirst would, to test a receiver with. */
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
