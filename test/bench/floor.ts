import { isAscii, isUtf8 } from 'node:buffer';
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  createVerify,
  hash,
  randomUUID,
  sign,
  timingSafeEqual,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findParts } from './find-parts.js';

/**
 * The floor of the benchmark: a bare node:http server that does the work no server of both operations
 * can leave out, and nothing else: no other route, no store, no rule, no journal, no check of its answers.
 * Usage: node floor.js <credentials.json>
 */
const { worldfirst, prepaidify } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const clientKey = createPublicKey(worldfirst.clientPublicKey);
const partnerKey = createPrivateKey(worldfirst.partnerPrivateKey);
const secretKey = createSecretKey(Buffer.from(prepaidify.secretKey));

function answer(response: ServerResponse, body: string, headers: Record<string, string>): void {
  const length = String(Buffer.byteLength(body));
  response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8', 'content-length': length, ...headers });
  response.end(body);
}

/** Reads a whole body into one buffer of the announced length. */
function readBody(request: IncomingMessage, done: (body: Buffer) => void, onChunk?: (chunk: Buffer) => void): void {
  const body = Buffer.allocUnsafeSlow(Number(request.headers['content-length']));
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    onChunk?.(chunk);
    size += chunk.copy(body, size);
  });
  request.on('end', () => done(body));
}

const header = (request: IncomingMessage, name: string) => String(request.headers[name]);

/** Strict Base64: what is decoded must have the length that the text promises, and end as it does. */
function decode(text: string): Buffer {
  if (Buffer.byteLength(text) !== text.length) throw new Error('no ASCII');
  const bytes = Buffer.from(text, 'base64');
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='));
  const last = bytes.subarray(bytes.length - (bytes.length % 3 || 3)).toString('base64');
  if (bytes.length !== (text.length / 4) * 3 - padding || !text.endsWith(last)) throw new Error('no Base64');
  if (text.includes('-') || text.includes('_')) throw new Error('URL-safe Base64');
  return bytes;
}

function submitAttachment(request: IncomingMessage, response: ServerResponse): void {
  const clientId = header(request, 'client-id');
  const [, encoded = ''] = /signature=(.+)$/.exec(header(request, 'signature')) ?? [];
  const signature = Buffer.from(decodeURIComponent(encoded), 'base64');
  const verify = createVerify('sha256');
  verify.update(`POST ${request.url}\n${clientId}.${header(request, 'request-time')}.`);
  const done = (body: Buffer) => {
    if (!verify.verify(clientKey, signature)) throw new Error('the signature does not hold');
    const ascii = isAscii(body);
    if (!ascii && !isUtf8(body)) throw new Error('no UTF-8');
    const { attachmentContent, attachmentId } = JSON.parse(body.toString(ascii ? 'latin1' : 'utf8'));
    const image = decode(attachmentContent);
    if (image[0] !== 0xff || typeof attachmentId !== 'string') throw new Error('no JPEG, or no id');
    const digest = hash('sha256', image, 'base64');
    const result = '{"resultCode":"SUCCESS","resultMessage":"success","resultStatus":"S"}';
    const text = `{"attachmentUrl":"20260101_${randomUUID()}${digest.length}","result":${result}}`;
    const time = new Date().toISOString();
    const signed = sign('sha256', Buffer.from(`POST ${request.url}\n${clientId}.${time}.${text}`), partnerKey);
    answer(response, text, {
      'client-id': clientId,
      'response-time': time,
      signature: `algorithm=RSA256,keyVersion=2,signature=${encodeURIComponent(signed.toString('base64'))}`,
    });
  };
  readBody(request, done, (chunk) => verify.update(chunk));
}

function fileUpload(request: IncomingMessage, response: ServerResponse): void {
  const text = `${header(request, 'ach-access-timestamp')}POST${request.url}`;
  const signature = createHmac('sha256', secretKey).update(text).digest('base64');
  const sent = header(request, 'ach-access-sign');
  if (sent.length !== signature.length || !timingSafeEqual(Buffer.from(sent), Buffer.from(signature))) {
    throw new Error('the signature does not hold');
  }
  const [, boundary = ''] = /boundary=(.+)$/.exec(header(request, 'content-type')) ?? [];
  const parts = findParts(boundary);
  request.on('data', parts.feed);
  request.on('end', () => {
    const { fields, crc, size, magic } = parts.end();
    if (magic !== 0xff || size > 5 * 1024 * 1024 || !fields['requestNo'] || !fields['type'])
      throw new Error('no upload');
    const traceId = (crc + Date.now()).toString(16).padStart(32, '0');
    answer(
      response,
      `{"code":"0","msg":"操作成功","model":null,"traceId":"${traceId}","success":true,"error":false}`,
      {},
    );
  });
}

const server = createServer((request, response) => {
  if (request.url?.startsWith('/aps/')) submitAttachment(request, response);
  else fileUpload(request, response);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.once('SIGTERM', () => process.exit(0));
