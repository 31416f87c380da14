import { canonicalJson, type Json } from '@sparring/contracts/prepaidify/canonical.js';
import { sign, verify } from '@sparring/contracts/prepaidify/signature.js';
import {
  checkWindow,
  headerOf,
  type ReceivedNotification,
  rawBytes,
  refuseNotification,
  type SignedNotification,
} from '../core/notification.js';
import { readJson } from '../engine/answer.js';

/** Options of a receiver of the approval webhook. */
export interface PrepaidifyNotificationOptions {
  readonly accessKey: string;
  readonly secretKey: string;
  /** How far the timestamp may be off the clock, in seconds; default 300, as for requests. */
  readonly windowSeconds?: number;
  readonly clock?: () => Date;
}

const WINDOW_SECONDS = 300;

function signedParts(timestamp: string, target: string, json: unknown) {
  return { timestamp, method: 'POST', target, body: canonicalJson(json as Json) };
}

/**
 * Verifies the approval webhook and returns its JSON body. That the webhook is signed as requests are is an
 * assumption (the page shows no headers): ask prepaidify before you rely on it.
 * @throws NotificationError when it is unsigned, forged, outside the window or not JSON.
 */
export function verifyPrepaidifyNotification(
  notification: ReceivedNotification,
  options: PrepaidifyNotificationOptions,
): unknown {
  const { accessKey, secretKey, windowSeconds = WINDOW_SECONDS, clock = () => new Date() } = options;
  const timestamp = headerOf(notification, 'ach-access-timestamp');
  const signature = headerOf(notification, 'ach-access-sign');
  if (timestamp === '' || signature === '' || headerOf(notification, 'ach-access-key') === '') {
    throw refuseNotification('SIGNATURE_MISSING', 'the three ach-access-* headers must be present, each once');
  }
  const json = readJson(rawBytes(notification));
  if (json === undefined) throw refuseNotification('NOT_JSON', 'the notification is not JSON');
  const valid = verify(signedParts(timestamp, notification.target, json), signature, secretKey);
  if (!valid || headerOf(notification, 'ach-access-key') !== accessKey) {
    throw refuseNotification('SIGNATURE_WRONG', 'the signature of the notification is invalid');
  }
  checkWindow(/^\d{13}$/.test(timestamp) ? Number(timestamp) : undefined, clock(), windowSeconds);
  return json;
}

/** What is needed to sign as the partner would. */
export interface PrepaidifyTestNotification {
  readonly target: string;
  readonly body: object;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly at?: Date;
}

/** Signs a webhook as it is assumed that prepaidify does, to test a receiver with. */
export function signPrepaidifyNotificationForTest(input: PrepaidifyTestNotification): SignedNotification {
  const { target, body, accessKey, secretKey, at = new Date() } = input;
  const timestamp = String(at.getTime());
  const headers = {
    'content-type': 'application/json; charset=UTF-8',
    'ach-access-key': accessKey,
    'ach-access-timestamp': timestamp,
    'ach-access-sign': sign(signedParts(timestamp, target, body), secretKey),
  };
  return { method: 'POST', target, headers, rawBody: JSON.stringify(body) };
}
