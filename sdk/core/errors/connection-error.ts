import { SparringError } from './sparring-error.js';

/** Nothing was sent: the partner was not reached, or the call was given up before. */
export class ConnectionError extends SparringError {
  static {
    ConnectionError.prototype.name = 'ConnectionError';
  }
  readonly kind = 'connection';
  declare readonly code: ConnectionCode;
}

/** Why nothing was sent. */
export type ConnectionCode = 'UNREACHABLE' | 'CERTIFICATE' | 'ABORTED' | 'DEADLINE';
