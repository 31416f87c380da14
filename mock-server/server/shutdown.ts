import type { Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** How long a request in flight may still take once the simulator shuts down, in milliseconds. */
const GRACE_MS = 10_000;

/** Ends the connections without a request in flight. */
type EndIdle = () => void;

/**
 * Node ends connections that have had an answer, but takes one that was only opened (browsers do so in
 * advance) for busy.
 */
function idleEnder(server: Server | TlsServer): EndIdle {
  const open = new Set<Socket>();
  const watch = (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  };
  server.on('connection', watch).on('secureConnection', watch);
  return () => {
    server.closeIdleConnections();
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  };
}

/** The end of a simulator. */
export interface Ending {
  /** Ends this server too. */
  include(tlsServer: TlsServer): void;
  /**
   * No new connections, what is in flight is finished, idle connections are ended; a client that never
   * finishes is cut off after the grace.
   */
  close(): Promise<void>;
}

/** Prepares the end of an app; to be called before it listens. */
export function endingOf(app: FastifyInstance): Ending {
  let closing: Promise<void> | undefined;
  const servers = new Map<Server | TlsServer, EndIdle>([[app.server, idleEnder(app.server)]]);
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close');
    done();
  });
  const end = async () => {
    const timer = setTimeout(() => {
      for (const server of servers.keys()) server.closeAllConnections();
    }, GRACE_MS);
    const others = [...servers.keys()].filter((server) => server !== app.server);
    const ended = others.map((server) => new Promise((resolve) => server.close(resolve)));
    const appEnded = app.close();
    for (const endIdle of servers.values()) endIdle();
    await Promise.all([appEnded, ...ended]);
    clearTimeout(timer);
  };
  return {
    include: (tlsServer) => servers.set(tlsServer, idleEnder(tlsServer)),
    close: () => {
      closing ??= end();
      return closing;
    },
  };
}
