import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { ControlAccess } from '../control/access.js';
import { UserError } from '../core/user-error.js';

/** An HTTPS listener for the same app. */
export interface TlsListener {
  readonly url: string;
  readonly certificate: string;
  readonly server: Server;
}

/** The connection below a failed TLS connection; Node has no public name for it. */
const connectionBelow = (socket: Duplex) => (socket as { _parent?: Duplex })._parent;

/** Broken requests are answered as on the other port, and plain HTTP is answered in plain HTTP. */
function shareErrors(server: Server, app: FastifyInstance): void {
  server.on('checkExpectation', app.routing);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const below = error.code === 'ERR_SSL_HTTP_REQUEST' ? connectionBelow(socket) : undefined;
    app.server.emit('clientError', error, below ?? socket);
  });
}

/** Listens for HTTPS with a generated certificate. This module is loaded only on request. */
export async function listenTls(
  app: FastifyInstance,
  { host, allowedHosts }: ControlAccess,
  port: number,
): Promise<TlsListener> {
  const [{ createServer }, { generateCertificate }] = await Promise.all([
    import('node:https'),
    import('./certificate.js'),
  ]);
  const { key, certificate } = await generateCertificate([host, ...allowedHosts]);
  const server = createServer({ key, cert: certificate, requireHostHeader: false }, app.routing);
  shareErrors(server, app);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, host, resolve);
    });
  } catch (error) {
    await app.close();
    throw new UserError(`cannot listen for HTTPS on ${host} port ${port} (${(error as NodeJS.ErrnoException).code})`);
  }
  const { port: actual } = server.address() as AddressInfo;
  return { url: `https://${host.includes(':') ? `[${host}]` : host}:${actual}`, certificate, server };
}
