import { isIP } from 'node:net';

/** The name or address in a Host header, in lower case. */
export const hostName = (host: string) =>
  host
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();

function isLoopback(name: string): boolean {
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1') return true;
  return isIP(name) === 4 && name.startsWith('127.');
}

/**
 * Whether the control API accepts a `Host` header: only loopback or the configured host. This stops DNS rebinding,
 * where a web page points its own name at 127.0.0.1 (compare CVE-2021-32827).
 */
export function isOwnHost(header: string | undefined, configuredHost: string): boolean {
  const name = hostName(header ?? '');
  return isLoopback(name) || name === configuredHost.toLowerCase();
}
