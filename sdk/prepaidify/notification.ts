import { canonicalJson, type Json } from '@sparring/contracts/prepaidify/canonical.js';
import { sign, verify } from '@sparring/contracts/prepaidify/signature.js';
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
import { readIdentity } from './identity.js';

/** Options of a receiver of the approval webhook. */
export interface PrepaidifyNotificationOptions {
  readonly accessKey: string;
  readonly secretKey: string;
  /** How far the timestamp may be off the clock, in seconds; default 300, as for requests. */
  readonly windowSeconds?: number | undefined;
  readonly clock?: (() => Date) | undefined;
}

const WINDOW_SECONDS = 300;

function signedParts(timestamp: string, target: string, json: unknown) {
  return { timestamp, method: 'POST', target, body: canonicalJson(json as Json) };
}

/**
 * Verifies the approval webhook and returns its JSON body. That the webhook is signed as requests are is an
 * assumption (the page shows no headers): ask prepaidify before you rely on it. The signature covers the
 * parsed body, so key and time are checked before it is parsed.
 * Source: https://prepaidify.gitbook.io/docs/kyc-sharing-api/signature-description
 * @throws NotificationError when it is malformed, unsigned, forged, outside the window or not JSON.
 * @throws TypeError when an option is invalid.
 * @example
 * const body = verifyPrepaidifyNotification({ target: request.url, headers: request.headers, rawBody }, options);
 */
export function verifyPrepaidifyNotification(
  notification: ReceivedNotification,
  options: PrepaidifyNotificationOptions,
): unknown {
  const { windowSeconds = WINDOW_SECONDS, clock = () => new Date() } = options;
  const { accessKey, secretKey } = readIdentity(options);
  return verifyUntrusted(() => {
    const [key, timestamp, signature] = ['key', 'timestamp', 'sign'].map((name) =>
      headerOf(notification, `ach-access-${name}`),
    );
    if (!key || !timestamp || !signature) {
      throw refuseNotification('SIGNATURE_MISSING', 'the three ach-access-* headers must be present, each once');
    }
    const wrong = refuseNotification('SIGNATURE_WRONG', 'the signature of the notification is invalid');
    if (key !== accessKey) throw wrong;
    checkWindow(/^\d{13}$/.test(timestamp) ? Number(timestamp) : undefined, clock(), windowSeconds);
    const json = readJson(rawBytes(notification));
    if (json === undefined) throw refuseNotification('NOT_JSON', 'the notification is not JSON');
    if (!verify(signedParts(timestamp, notification.target, json), signature, secretKey)) throw wrong;
    return json;
  });
}

/** What is needed to sign as the partner would. */
export interface PrepaidifyTestNotification {
  readonly target: string;
  readonly body: object;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly at?: Date | undefined;
}

/**
 * Signs a webhook as prepaidify is assumed to, to test a receiver with.
 * @example
 * const { target, headers, rawBody } = signPrepaidifyNotificationForTest({ target: '/hook', body, accessKey, secretKey });
 */
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
