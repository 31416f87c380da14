import { isIP } from 'node:net';
import { equalInConstantTime } from '@sparring/contracts';
import type { FastifyRequest } from 'fastify';
import { type OwnError, ownError } from '../core/own-error.js';
import { isLoopback, isOwnHost } from './own-host.js';

/** Who may use the control API. */
export interface AccessOptions {
  /** The address that the server listens on. */
  readonly host: string;
  /** Further names that a `Host` header may contain. */
  readonly allowHosts: readonly string[];
  /** Required in `Authorization: Bearer <token>`, except for `/_sparring/health`. */
  readonly token: string | undefined;
}

const HEALTH = '/_sparring/health';

/** An address cannot be rebound, unlike a name; off loopback the token protects what listens there. */
function isAddress(host: string): boolean {
  return isIP(host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')) > 0;
}

/** Makes a check that returns why a request may not use the control API, or `undefined` when it may. */
export function accessCheck({
  host,
  allowHosts,
  token,
}: AccessOptions): (request: FastifyRequest) => OwnError | undefined {
  const own = [host, ...allowHosts];
  const anyAddress = !isLoopback(host);
  return ({ headers, url }) => {
    const named = headers.host ?? '';
    if (!isOwnHost(named, own) && !(anyAddress && isAddress(named))) {
      return ownError('forbidden-host', 'the Host header is neither loopback nor a configured host');
    }
    if (token === undefined || url.split('?', 1)[0] === HEALTH) return undefined;
    if (equalInConstantTime(headers.authorization ?? '', `Bearer ${token}`)) return undefined;
    return ownError('unauthorized', 'the control API of this simulator requires its token');
  };
}
