import { type ErrorDetails, SparringError } from './errors/index.js';

/** A notification as the web server of the integrator received it. */
export interface ReceivedNotification {
  /** Path with query, as in the request line. */
  readonly target: string;
  /** Names in any case; what Node's `request.headers` or a `Headers` holds. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The bytes as they came; parsing and writing them again breaks the signature. */
  readonly rawBody: Uint8Array | string;
}

/** A notification to send to a receiver under test. */
export interface SignedNotification {
  readonly method: 'POST';
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: string;
}

export type NotificationCode = 'SIGNATURE_MISSING' | 'SIGNATURE_WRONG' | 'TIME_OUT_OF_WINDOW' | 'NOT_JSON';

/** A notification that the partner did not prove to have sent. Answer it with HTTP 401 and do nothing else. */
export class NotificationError extends SparringError {
  static {
    NotificationError.prototype.name = 'NotificationError';
  }
  readonly kind = 'notification';
  declare readonly code: NotificationCode;

  constructor(details: ErrorDetails & { code: NotificationCode }) {
    super(details);
  }
}

/** One header of a notification; blank when it is missing or there more than once. */
export function headerOf({ headers }: ReceivedNotification, name: string): string {
  if (headers instanceof Headers) return headers.get(name) ?? '';
  const found = Object.entries(headers).filter(([key]) => key.toLowerCase() === name);
  const value = found.length === 1 ? found[0]?.[1] : undefined;
  return typeof value === 'string' ? value.trim() : '';
}

export const refuseNotification = (code: NotificationCode, message: string): NotificationError =>
  new NotificationError({ code, message });

/** Refuses a notification that is too old or too new; a replay is told by its time alone. */
export function checkWindow(sentMs: number | undefined, now: Date, windowSeconds: number | undefined): void {
  if (windowSeconds === undefined) return;
  if (sentMs !== undefined && Math.abs(now.getTime() - sentMs) <= windowSeconds * 1000) return;
  throw refuseNotification(
    'TIME_OUT_OF_WINDOW',
    `the notification is more than ${windowSeconds} seconds off the clock`,
  );
}

/** The bytes of a notification. */
export const rawBytes = ({ rawBody }: ReceivedNotification): Buffer =>
  typeof rawBody === 'string' ? Buffer.from(rawBody) : Buffer.from(rawBody.buffer, rawBody.byteOffset, rawBody.length);
