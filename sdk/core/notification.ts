import { type ErrorDetails, SparringError } from './errors.js';

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
