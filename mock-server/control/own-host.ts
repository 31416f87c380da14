import { isIP } from 'node:net';

const hostName = (host: string) =>
  host
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();

/** Whether an address or a `Host` can only be reached from this machine. */
export function isLoopback(host: string): boolean {
  const name = hostName(host);
  if (name === 'localhost' || name.endsWith('.localhost') || host === '::1' || name === '::1') return true;
  return isIP(name) === 4 && name.startsWith('127.');
}

/**
 * Whether the control API accepts a `Host` header: only loopback or a configured host. This stops DNS rebinding,
 * where a web page points its own name at 127.0.0.1 (compare CVE-2021-32827).
 */
export function isOwnHost(header: string | undefined, configured: readonly string[]): boolean {
  const name = hostName(header ?? '');
  return isLoopback(name) || configured.some((host) => host.toLowerCase() === name);
}
