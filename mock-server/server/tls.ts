import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { ControlAccess } from '../control/access.js';
import { UserError } from '../core/user-error.js';
import { serveGuarded, type TimeLimits } from './connections.js';
import type { Reject } from './malformed-http.js';

/** An HTTPS listener for the same app. */
export interface TlsListener {
  readonly url: string;
  readonly certificate: string;
  readonly server: Server;
}

/** Listens for HTTPS with a generated certificate. This module is loaded only on request. */
export async function listenTls(
  app: FastifyInstance,
  { host, allowedHosts }: ControlAccess,
  port: number,
  timeLimits: TimeLimits,
  reject: Reject,
): Promise<TlsListener> {
  const [{ createServer }, { generateCertificate }] = await Promise.all([
    import('node:https'),
    import('./certificate.js'),
  ]);
  const { key, certificate } = await generateCertificate([host, ...allowedHosts]);
  const server = createServer({ key, cert: certificate, requireHostHeader: false });
  serveGuarded({ server, opened: 'secureConnection' }, app.routing, timeLimits, reject);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, host, resolve);
    });
  } catch (error) {
    await app.close();
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new UserError(`port ${port} for HTTPS is already in use; choose another --tls-port, or 0 for a free one`);
    throw new UserError(`cannot listen for HTTPS on ${host} port ${port} (${code}); use another --host or --tls-port`);
  }
  const { port: actual } = server.address() as AddressInfo;
  return { url: `https://${host.includes(':') ? `[${host}]` : host}:${actual}`, certificate, server };
}
