import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type OwnError, ownError } from '../core/own-error.js';
import { hostName, isOwnHost } from './loopback-host.js';

/** Who may use the control API. */
export interface ControlAccess {
  /** The address that the simulator listens on. */
  readonly host: string;
  /** Names in the Host header that are accepted besides loopback and `host`. */
  readonly allowedHosts: readonly string[];
  /** Required as a bearer token, if there is one. */
  readonly token: string | undefined;
}

const digestOf = (text: string) => createHash('sha256').update(text).digest();

/** Compares in constant time. */
function hasToken({ headers }: IncomingMessage, token: string): boolean {
  const [, sent = ''] = /^bearer +(.+)$/i.exec(headers.authorization ?? '') ?? [];
  return timingSafeEqual(digestOf(sent), digestOf(token));
}

/** The address that a client connected to is honest too: no web page can point it at another machine. */
const connectedTo = ({ socket }: IncomingMessage) => socket.localAddress?.replace(/^::ffff:/, '');

/** Why a request must not use the control API; `undefined` when it may. The Host header alone proves nothing. */
export function refuseAccess(
  request: IncomingMessage,
  { host, allowedHosts, token }: ControlAccess,
): OwnError | undefined {
  const named = request.headers.host;
  const allowed = [...allowedHosts.map(hostName), connectedTo(request)];
  if (!isOwnHost(named, host) && !allowed.includes(hostName(named ?? ''))) {
    return ownError('forbidden-host', 'the Host header is neither loopback nor a configured host');
  }
  if (token === undefined || hasToken(request, token)) return undefined;
  return ownError('token-required', 'the Authorization header does not contain the token of this simulator');
}
