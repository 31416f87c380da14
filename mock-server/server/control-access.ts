import { randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { resolve } from 'node:path';
import type { ControlAccess } from '../control/access.js';
import { UserError } from '../core/user-error.js';

const TOKEN_BYTES = 24;
/** What a bearer token consists of: RFC 6750, 2.1. */
const TOKEN = /^[\w.~+/-]+=*$/;
const HOST_NAME = /^\w(?:[\w.-]*\w)?$/;

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether only this machine can reach a host. A name is resolved, since even `localhost` can be another address. */
export async function isLoopbackHost(host: string): Promise<boolean> {
  if (host === '') return false; // Node listens on all addresses
  // a name that cannot be resolved is reported when listening
  const found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true }).catch(() => []);
  return found.every(({ address }) => LOOPBACK.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4'));
}

function checkHostName(name: string): string {
  if (HOST_NAME.test(name) || isIP(name)) return name;
  throw new UserError(`an allowed host is a name or an address without scheme, port and brackets, not ${name}`);
}

function checkToken(token: string): string {
  if (TOKEN.test(token)) return token;
  throw new UserError('the token of the control API must consist of letters, digits and -._~+/');
}

/**
 * Decides who may use the control API: off loopback, only those who know a token. Where everyone may, they also learn
 * the home folder, so that a command with another one can name it.
 * @throws UserError when the token or a host name cannot be used.
 */
export async function controlAccess(
  host: string,
  token: string | undefined,
  allowedHosts: readonly string[],
  home?: string,
): Promise<ControlAccess> {
  const generated = async () =>
    (await isLoopbackHost(host)) ? undefined : randomBytes(TOKEN_BYTES).toString('base64url');
  const required = token === undefined ? await generated() : checkToken(token);
  return {
    host,
    allowedHosts: allowedHosts.map(checkHostName),
    token: required,
    ...(home === undefined || required !== undefined ? {} : { home: resolve(home) }),
  };
}
