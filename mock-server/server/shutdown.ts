import type { Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** How long requests in flight may take once the simulator is shutting down, in milliseconds; Docker kills after ten seconds. */
const GRACE_MS = 8_000;

/** The open connections of a server. */
interface OpenConnections {
  /** Closes those that have no request in flight. */
  closeIdle(): void;
  closeAll(): void;
}

/**
 * Node closes connections that have had an answer, but considers one that was only opened, as browsers do in advance,
 * to be busy; and it has no record of a TLS handshake that is not finished, nor of a connection after CONNECT.
 */
function watchConnections(server: Server | TlsServer): OpenConnections {
  const open = new Set<Socket>();
  const watch = (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  };
  server.on('connection', watch).on('secureConnection', watch);
  return {
    closeIdle: () => {
      server.closeIdleConnections();
      for (const socket of open) if (socket.bytesRead === 0 || socket.writableFinished) socket.destroy();
    },
    closeAll: () => {
      for (const socket of open) socket.destroy();
    },
  };
}

/** Shuts a simulator down. */
export interface Shutdown {
  /** Also shuts down this server. */
  include(tlsServer: TlsServer): void;
  /**
   * Accepts no new connections, finishes the requests in flight and closes idle connections. After the grace
   * period, all remaining connections are closed.
   */
  close(): Promise<void>;
}

/** Prepares the shutdown of an app; must be called before it listens. */
export function prepareShutdown(app: FastifyInstance): Shutdown {
  let closing: Promise<void> | undefined;
  const servers = new Map<Server | TlsServer, OpenConnections>([[app.server, watchConnections(app.server)]]);
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close');
    done();
  });
  const end = async () => {
    const timer = setTimeout(() => {
      for (const { closeAll } of servers.values()) closeAll();
    }, GRACE_MS);
    const others = [...servers.keys()].filter((server) => server !== app.server);
    const ended = others.map((server) => new Promise((resolve) => server.close(resolve)));
    const appEnded = app.close();
    for (const { closeIdle } of servers.values()) closeIdle();
    await Promise.all([appEnded, ...ended]);
    clearTimeout(timer);
  };
  return {
    include: (tlsServer) => servers.set(tlsServer, watchConnections(tlsServer)),
    close: () => {
      closing ??= end();
      return closing;
    },
  };
}
