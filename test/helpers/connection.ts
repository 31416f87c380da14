import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** A connection of which a test writes and reads every byte itself. */
export interface Connection {
  readonly socket: Socket;
  /** What has come so far. */
  text(): string;
  /** Resolves when more has come or the connection has ended. */
  more(): Promise<void>;
  /** Resolves when the connection is closed, whoever closed it. */
  readonly closed: Promise<void>;
  isClosed(): boolean;
}

/** Opens a connection to the address of a URL; what comes is kept unless `reads` is false. */
export async function openConnection(url: string, { reads = true, allowHalfOpen = false } = {}): Promise<Connection> {
  const { hostname, port, protocol } = new URL(url);
  const target = { host: hostname, port: Number(port), noDelay: true, allowHalfOpen };
  const isTls = protocol === 'https:';
  const socket = isTls ? connectTls({ ...target, rejectUnauthorized: false }) : connect(target);
  const chunks: Buffer[] = [];
  let wake = () => {};
  let isClosed = false;
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      isClosed = true;
      resolve();
      wake();
    });
  });
  socket.on('error', () => {}); // `closed` tells
  await once(socket, isTls ? 'secureConnect' : 'connect');
  if (reads) {
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      wake();
    });
  }
  return {
    socket,
    text: () => Buffer.concat(chunks).toString(),
    more: () =>
      new Promise((resolve) => {
        wake = resolve;
        if (isClosed) resolve();
      }),
    closed,
    isClosed: () => isClosed,
  };
}

/** A request as it goes on the wire. */
export function wireBytes(
  { method, target, headers, body }: { method: string; target: string; headers: object; body: Buffer },
  more: Readonly<Record<string, string>> = {},
): Buffer {
  const sent = { host: '127.0.0.1', 'content-length': String(body.length), ...headers, ...more };
  const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`), body]);
}
