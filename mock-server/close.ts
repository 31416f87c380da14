import type { Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { FastifyInstance } from 'fastify';

/** How long a request in flight may still take once the simulator is told to end, in milliseconds. */
const GRACE_MS = 10_000;

/**
 * Returns the way to end: no new connections, what is in flight is finished, then the idle connections
 * are closed; a client that never finishes is cut off after the grace.
 */
export function closer(app: FastifyInstance): (tlsServer?: TlsServer) => Promise<void> {
  let closing: Promise<void> | undefined;
  const servers: (Server | TlsServer)[] = [];
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
  const end = async (tlsServer?: TlsServer) => {
    servers.push(app.server, ...(tlsServer ? [tlsServer] : []));
    const timer = setTimeout(() => {
      for (const server of servers) server.closeAllConnections();
    }, GRACE_MS);
    const tlsEnded = tlsServer && new Promise((resolve) => tlsServer.close(resolve));
    tlsServer?.closeIdleConnections();
    await Promise.all([app.close(), tlsEnded]);
    clearTimeout(timer);
  };
  return (tlsServer) => {
    closing ??= end(tlsServer);
    return closing;
  };
}
