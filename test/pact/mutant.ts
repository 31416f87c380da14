import { createServer, type IncomingMessage, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readPrivateKey } from '@sparring/contracts';
import { signatureHeader } from '@sparring/contracts/worldfirst';
import { simulatorTarget, type Target } from 'sparring/verify';
import { sharedCredentials } from '../helpers/simulator.js';

/** A message that a breakage may change in place. */
export interface Mutable {
  headers: Record<string, string>;
  body: Buffer;
  httpStatus: number;
  readonly requestBody: Buffer;
}

/** A deliberate breakage of the simulator. */
export interface Breakage {
  /** Changes the JSON of an answer; the answer is signed again, as a broken partner would sign what it says. */
  // biome-ignore lint/suspicious/noExplicitAny: a breakage may make anything of an answer
  json?(answer: any): unknown;
  /** Changes an answer after it was signed. */
  wire?(answer: Mutable): void;
  /** Changes what the simulator gets to see. */
  request?(body: Buffer): Buffer;
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function texts(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function signAgain(answer: Mutable, { method = '', url = '' }: IncomingMessage, { credentials }: Target): void {
  const time = answer.headers['response-time'];
  const clientId = answer.headers['client-id'];
  if (time === undefined || clientId === undefined) return;
  const key = readPrivateKey(credentials['worldfirst']?.['partnerPrivateKey'] ?? '');
  answer.headers['signature'] = signatureHeader({ method, target: url, clientId, time }, answer.body, key, 2);
}

function forward(
  url: string,
  incoming: IncomingMessage,
  headers: Record<string, string>,
  body: Buffer,
): Promise<Mutable> {
  return new Promise((resolve, reject) => {
    const length = body.length > 0 ? { 'content-length': String(body.length) } : {};
    const options = { method: incoming.method ?? 'GET', headers: { ...headers, ...length }, path: incoming.url ?? '/' };
    sendRequest(url, options, (answer) => {
      bytesOf(answer).then(
        (bytes) =>
          resolve({
            headers: texts(answer.headers),
            body: bytes,
            httpStatus: answer.statusCode ?? 0,
            requestBody: body,
          }),
        reject,
      );
    })
      .once('error', reject)
      .end(body);
  });
}

function resigned(
  headers: Record<string, string>,
  body: Buffer,
  { url = '' }: IncomingMessage,
  { credentials }: Target,
) {
  const [clientId = '', time = ''] = [headers['client-id'], headers['request-time']];
  const key = readPrivateKey(credentials['worldfirst']?.['clientPrivateKey'] ?? '');
  return { ...headers, signature: signatureHeader({ method: 'POST', target: url, clientId, time }, body, key, 2) };
}

/** A simulator with a breakage in front of it: everything else of it is as it is. */
export async function mutantTarget(breakage: Breakage): Promise<Target> {
  const whole = await simulatorTarget(await sharedCredentials());
  const serve = async (incoming: IncomingMessage): Promise<Mutable> => {
    const sent = await bytesOf(incoming);
    const body = breakage.request?.(sent) ?? sent;
    const { connection, 'transfer-encoding': encoding, ...kept } = texts(incoming.headers);
    void [connection, encoding];
    const headers = body === sent ? kept : resigned(kept, body, incoming, whole);
    const answer = await forward(whole.url, incoming, headers, body);
    if (breakage.json) {
      answer.body = Buffer.from(JSON.stringify(breakage.json(JSON.parse(answer.body.toString()))));
      signAgain(answer, incoming, whole);
    }
    breakage.wire?.(answer);
    return answer;
  };
  const server = createServer((incoming, outgoing) => {
    serve(incoming).then(
      ({ httpStatus, headers, body }) => {
        const { 'content-length': _length, connection: _connection, 'keep-alive': _alive, ...kept } = headers;
        outgoing.writeHead(httpStatus, { ...kept, 'content-length': body.length }).end(body);
      },
      () => outgoing.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await whole.close();
  };
  return { ...whole, close, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
