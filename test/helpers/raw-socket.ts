import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { RequestMessage } from '@sparring/contracts';

/** An answer as its bytes came. */
export interface RawAnswer {
  readonly bytes: Buffer;
  readonly statusLine: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** How a request is put on the wire. */
export interface Wire {
  /** The request target of the first line; default the message's. */
  readonly target?: string;
  /** Bytes a write; default all at once. */
  readonly pieceBytes?: number;
  /** Sends the body as HTTP chunks of `pieceBytes`, without a Content-Length. */
  readonly chunked?: boolean;
  /** Waits for `100 Continue` before the body. */
  readonly expectContinue?: boolean;
}

function writeHead({ method, target, headers, body }: RequestMessage, host: string, wire: Wire): string {
  const framing = wire.chunked ? 'transfer-encoding: chunked' : `content-length: ${body.length}`;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const expect = wire.expectContinue ? ['expect: 100-continue'] : [];
  const first = `${method} ${wire.target ?? target} HTTP/1.1`;
  return `${[first, `host: ${host}`, 'connection: close', framing, ...expect, ...lines].join('\r\n')}\r\n\r\n`;
}

async function writeBody(
  socket: Socket,
  body: Buffer,
  { pieceBytes = body.length || 1, chunked }: Wire,
): Promise<void> {
  for (let at = 0; at < body.length; at += pieceBytes) {
    const piece = body.subarray(at, at + pieceBytes);
    const framed = chunked
      ? Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')])
      : piece;
    if (!socket.write(framed)) await once(socket, 'drain');
    else if (pieceBytes < 1024) await new Promise(setImmediate);
  }
  if (chunked) socket.write('0\r\n\r\n');
}

function read(bytes: Buffer): RawAnswer {
  const end = bytes.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { bytes, statusLine, headers, body: bytes.subarray(end + 4) };
}

/** Sends a request byte by byte as told, and reads the answer to the end of the connection. */
export async function exchange(url: string, message: RequestMessage, wire: Wire = {}): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  const ended = once(socket, 'close');
  await once(socket, 'connect');
  socket.write(writeHead(message, host, wire));
  if (wire.expectContinue) {
    while (!Buffer.concat(received).includes('\r\n\r\n')) await once(socket, 'data');
    const interim = Buffer.concat(received).toString();
    if (!interim.startsWith('HTTP/1.1 100 ')) throw new Error(`no 100 Continue but ${interim}`);
    received.length = 0;
  }
  await writeBody(socket, message.body, wire);
  await ended;
  return read(Buffer.concat(received));
}
