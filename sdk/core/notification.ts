import type { NotificationCode } from './error-codes.js';
import { ErrorBase, type ErrorDetails } from './errors.js';

/** A notification as the integrator's web server received it. */
export interface ReceivedNotification {
  /** Path with query, as in the request line. */
  readonly target: string;
  /** Names in any case: Node's `request.headers` or a `Headers` object. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The bytes as received; parsing and serializing them again breaks the signature. */
  readonly rawBody: Uint8Array | string;
}

/** A notification to send to a receiver under test. */
export interface SignedNotification {
  readonly method: 'POST';
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: string;
}

/** A notification that the partner is not proven to have sent. Answer HTTP 401 and do nothing else. */
export class NotificationError extends ErrorBase {
  static {
    NotificationError.prototype.name = 'NotificationError';
  }
  readonly kind = 'notification';
  declare readonly code: NotificationCode;

  constructor(details: ErrorDetails<NotificationCode>) {
    super(details);
  }
}

/** @internal */
export const refuseNotification = (code: NotificationCode, message: string, cause?: unknown): NotificationError =>
  new NotificationError({ code, message, cause });

/**
 * Runs a verification; whatever breaks on untrusted input is the fault of the notification.
 * @internal
 */
export function verifyUntrusted<Body>(verify: () => Body): Body {
  try {
    return verify();
  } catch (error) {
    if (error instanceof NotificationError) throw error;
    throw refuseNotification('MALFORMED', 'the notification is malformed', error);
  }
}

/**
 * One header of a notification; empty when it is missing or repeated.
 * @internal
 */
export function headerOf({ headers }: ReceivedNotification, name: string): string {
  if (headers instanceof Headers) return headers.get(name) ?? '';
  const found = Object.entries(headers).filter(([key]) => key.toLowerCase() === name);
  const value = found.length === 1 ? found[0]?.[1] : undefined;
  return typeof value === 'string' ? value.trim() : '';
}

/**
 * Refuses a notification that is too old or too new: the time is the only protection against replays.
 * @internal
 */
export function checkWindow(sentMs: number | undefined, now: Date, windowSeconds: number | undefined): void {
  if (windowSeconds === undefined) return;
  if (sentMs !== undefined && Math.abs(now.getTime() - sentMs) <= windowSeconds * 1000) return;
  throw refuseNotification(
    'TIME_OUT_OF_WINDOW',
    `the notification is more than ${windowSeconds} seconds off the clock`,
  );
}

/**
 * The bytes of a notification.
 * @internal
 */
export function rawBytes({ rawBody }: ReceivedNotification): Buffer {
  if (typeof rawBody === 'string') return Buffer.from(rawBody);
  if (rawBody instanceof Uint8Array) return Buffer.from(rawBody.buffer, rawBody.byteOffset, rawBody.length);
  throw refuseNotification('MALFORMED', 'rawBody must be the bytes as received, not a parsed body');
}
