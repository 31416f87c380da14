import { createPrivateKey, createPublicKey } from 'node:crypto';
import { signatureHeader, startVerification } from '@sparring/contracts/worldfirst';
import type { Simulator } from 'sparring';
import { request } from 'undici';

export const SUBMIT_PATH = '/aps/api/business/onboard/submitAttachment';

/** A signed request for submitAttachment; what is given replaces what would be right. */
export interface SubmitInput {
  readonly body: object | Buffer | string;
  readonly method?: string;
  readonly target?: string;
  readonly time?: string;
  readonly clientId?: string;
  /** Added to or put over the signed headers; `undefined` removes one. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Signed instead of the bytes that are sent. */
  readonly signedBody?: Buffer;
}

export interface WireRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

export function toBytes(body: SubmitInput['body']): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Writes and signs a request with the client's key of a simulator. */
export function signedSubmit({ credentials }: Pick<Simulator, 'credentials'>, input: SubmitInput): WireRequest {
  const own = credentials['worldfirst'] ?? {};
  const body = toBytes(input.body);
  const { method = 'POST', target = SUBMIT_PATH, time = String(Date.now()), clientId = own['clientId'] ?? '' } = input;
  const key = createPrivateKey(own['clientPrivateKey'] ?? '');
  const head = { method, target, clientId, time };
  const headers: Record<string, string | undefined> = {
    'content-type': 'application/json; charset=UTF-8',
    'client-id': clientId,
    'request-time': time,
    signature: signatureHeader(head, input.signedBody ?? body, key, 2),
    ...input.headers,
  };
  const present = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { method, target, headers: Object.fromEntries(present), body };
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever came
  readonly json: any;
}

/** Sends a request as it is over a real socket. */
export async function send(url: string, { method, target, headers, body }: WireRequest): Promise<Answer> {
  const answer = await request(`${url}${target}`, { method: method as 'POST', headers, body });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  return { status: answer.statusCode, headers: answer.headers, bytes, json: JSON.parse(bytes.toString()) };
}

/** Signs and sends. */
export const submit = (simulator: Simulator, input: SubmitInput): Promise<Answer> =>
  send(simulator.url, signedSubmit(simulator, input));

/** Whether an answer is signed, and its signature holds over its exact bytes. */
export function answerSignature(
  { credentials }: Simulator,
  answer: Answer,
  target = SUBMIT_PATH,
): 'holds' | 'wrong' | 'none' {
  const header = answer.headers['signature'];
  const time = answer.headers['response-time'];
  const clientId = answer.headers['client-id'];
  if (typeof header !== 'string' || typeof time !== 'string' || typeof clientId !== 'string') return 'none';
  const key = createPublicKey(credentials['worldfirst']?.['partnerPublicKey'] ?? '');
  const verification = startVerification({ method: 'POST', target, clientId, time }, key);
  verification.update(answer.bytes);
  const value = decodeURIComponent(header.slice(header.indexOf('signature=') + 'signature='.length));
  return verification.holds(Buffer.from(value, 'base64')) ? 'holds' : 'wrong';
}
