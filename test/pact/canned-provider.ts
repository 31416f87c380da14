import { createSign, createVerify } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Another implementation of submitAttachment, which shares nothing with Sparring's: one function with canned
 * answers, `node:crypto` for the signatures, and state in a Map.
 */
export interface Canned {
  readonly clientId: string;
  readonly clientPublicKey: string;
  readonly partnerPrivateKey: string;
  /** What this implementation gets subtly wrong. */
  readonly flaw?: 'status' | 'url' | 'limit';
}

const PATH = '/aps/api/business/onboard/submitAttachment';
const TEXTS: Record<string, readonly [string, string]> = {
  SUCCESS: ['S', 'success'],
  PARAM_ILLEGAL: ['F', 'Illegal parameters exist. For example, a non-numeric input, or an invalid date.'],
  INVALID_SIGNATURE: ['F', 'The signature is invalid.'],
  INVALID_CLIENT: ['F', 'The client is invalid.'],
  INVALID_API: ['F', 'The called API is invalid or not active.'],
  METHOD_NOT_SUPPORTED: ['F', 'The server does not implement the requested HTTPS method.'],
  MEDIA_TYPE_NOT_ACCEPTABLE: ['F', 'The server does not implement the media type that is acceptable to the client.'],
  REPEAT_REQ_INCONSISTENT: ['F', 'Repeated requests are inconsistent.'],
};
const TYPES = ['BUSINESS_LICENSE', 'ID_CARD_FRONT_SIDE', 'ID_CARD_BACK_SIDE'];
const TIME = /^(\d{13}|\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d))$/;
const OPEN_CODES = [
  'METHOD_NOT_SUPPORTED',
  'INVALID_API',
  'MEDIA_TYPE_NOT_ACCEPTABLE',
  'INVALID_CLIENT',
  'INVALID_SIGNATURE',
];

interface Seen {
  readonly message: IncomingMessage;
  readonly header: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly canned: Canned;
  readonly stored: Map<string, string>;
}

const pairsOf = ({ header }: Seen) =>
  new Map(
    (header['signature'] ?? '').split(',').map((one) => {
      const at = one.indexOf('=');
      return [one.slice(0, at).trim().toLowerCase(), one.slice(at + 1).trim()];
    }),
  );

const isTime = (text: string) =>
  TIME.test(text) && (/^\d+$/.test(text) || !Number.isNaN(Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))));

const headIsWrong = (seen: Seen) =>
  !seen.header['client-id'] || !isTime(seen.header['request-time'] ?? '') || !pairsOf(seen).has('signature');

function isForged(seen: Seen): boolean {
  const { message, header, body, canned } = seen;
  const pairs = pairsOf(seen);
  const named =
    (pairs.get('algorithm') ?? 'rsa256').toLowerCase() === 'rsa256' && !/\D/.test(pairs.get('keyversion') ?? '');
  const written = pairs.get('signature') ?? '';
  const value = /^([\w+/=-]|%[0-9a-f]{2})+$/i.test(written) ? decodeURIComponent(written) : '';
  const verifier = createVerify('sha256').update(
    `POST ${message.url}\n${header['client-id']}.${header['request-time']}.`,
  );
  return !(named && verifier.update(body).verify(canned.clientPublicKey, value, 'base64'));
}

function fieldsOf({ body }: Seen): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) ?? {};
  } catch {
    return {};
  }
}

const IMAGES = [Buffer.from('ffd8ff', 'hex'), Buffer.from('89504e470d0a1a0a', 'hex')];
const isText = (value: unknown, longest: number) =>
  typeof value === 'string' && value !== '' && [...value].length <= longest;

function fieldsAreWrong(seen: Seen): boolean {
  const { attachmentId, attachmentType, attachmentContent } = fieldsOf(seen);
  const limit = seen.canned.flaw === 'limit' ? 1_048_575 : 1_048_576;
  if (seen.body.length > 8 * 1024 * 1024 || !isText(attachmentId, 64) || !isText(attachmentContent, limit)) return true;
  const bytes = Buffer.from(String(attachmentContent), 'base64');
  const isImage = IMAGES.some((magic) => bytes.subarray(0, magic.length).equals(magic));
  return !TYPES.includes(String(attachmentType)) || bytes.toString('base64') !== attachmentContent || !isImage;
}

function isInconsistent(seen: Seen): boolean {
  const { attachmentId, attachmentType, attachmentContent } = fieldsOf(seen);
  const [key, now] = [String(attachmentId), `${attachmentType} ${attachmentContent}`];
  const before = seen.stored.get(key) ?? now;
  seen.stored.set(key, before);
  return before !== now;
}

/** In order; the first that holds decides. HEADER stands for PARAM_ILLEGAL before the signature. */
const RULES: readonly (readonly [string, (seen: Seen) => boolean])[] = [
  ['METHOD_NOT_SUPPORTED', ({ message }) => message.method !== 'POST'],
  ['INVALID_API', ({ message }) => message.url?.split('?')[0] !== PATH],
  ['MEDIA_TYPE_NOT_ACCEPTABLE', ({ header }) => !/^application\/json\s*(;|$)/i.test(header['content-type'] ?? '')],
  ['HEADER', headIsWrong],
  ['INVALID_CLIENT', ({ header, canned }) => header['client-id'] !== canned.clientId],
  ['INVALID_SIGNATURE', isForged],
  ['PARAM_ILLEGAL', fieldsAreWrong],
  ['REPEAT_REQ_INCONSISTENT', isInconsistent],
];

function answerOf(decided: string, url: string, canned: Canned) {
  const code = decided === 'HEADER' ? 'PARAM_ILLEGAL' : decided;
  const [status = '', text = ''] = TEXTS[code] ?? [];
  const resultStatus = canned.flaw === 'status' && code === 'REPEAT_REQ_INCONSISTENT' ? 'U' : status;
  const attachmentUrl = canned.flaw === 'url' ? 'https://files.example/1' : '20260101_cafe';
  const result = { resultCode: code, resultMessage: text, resultStatus };
  const body = JSON.stringify(code === 'SUCCESS' ? { attachmentUrl, result } : { result });
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=UTF-8' };
  if (decided === 'HEADER' || OPEN_CODES.includes(code)) return { headers, body };
  const time = '2026-01-01T00:00:00+08:00';
  const signed = createSign('sha256')
    .update(`POST ${url}\n${canned.clientId}.${time}.${body}`)
    .sign(canned.partnerPrivateKey, 'base64');
  const signature = `algorithm=RSA256,keyVersion=2,signature=${encodeURIComponent(signed)}`;
  return { headers: { ...headers, 'client-id': canned.clientId, 'response-time': time, signature }, body };
}

/** Starts it on a free port. */
export async function startCanned(canned: Canned): Promise<{ url: string; close(): Promise<void> }> {
  const stored = new Map<string, string>();
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const header = incoming.headers as Seen['header'];
    const seen = { message: incoming, header, body: Buffer.concat(chunks), canned, stored };
    const [decided] = RULES.find(([, holds]) => holds(seen)) ?? ['SUCCESS'];
    const { headers, body } = answerOf(decided, incoming.url ?? '', canned);
    outgoing.writeHead(200, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
