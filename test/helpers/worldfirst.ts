import { changeHeaders, composeRequest, composers, type HeaderChanges } from '@sparring/cases';
import { submitAttachment } from '@sparring/contracts/worldfirst';
import type { Simulator } from 'sparring';
import { request } from 'undici';

export const SUBMIT_PATH = submitAttachment.path;

/** A signed request for submitAttachment; the input overrides the correct values. */
export interface SubmitInput {
  readonly body: object | Buffer | string;
  readonly method?: string;
  readonly target?: string;
  readonly time?: string;
  readonly clientId?: string;
  /** Sent in addition to or instead of the signed headers; `undefined` removes one. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Signed instead of the bytes that are sent. */
  readonly signedBody?: Buffer;
}

export interface WireRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

function composerOf(partner: string) {
  const composer = composers.find(({ contract }) => contract.name === partner);
  if (!composer) throw new Error(`there is no composer of ${partner}`);
  return composer;
}

/** The credentials of a simulator as a caller of a partner has them, now. */
export function callerOf({ credentials }: Pick<Simulator, 'credentials'>, partner: string, at = new Date()) {
  const composer = composerOf(partner);
  return { composer, caller: { credentials: credentials[partner] ?? {}, at, settings: {} } };
}

export function toBytes(body: SubmitInput['body']): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Header changes as cases write them: `null` leaves one out. */
export function headerChanges(headers: SubmitInput['headers'] = {}): HeaderChanges {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value ?? null]));
}

/** Writes and signs a request with the client's key of a simulator. */
export function signedSubmit(simulator: Pick<Simulator, 'credentials'>, input: SubmitInput): WireRequest {
  const { composer, caller } = callerOf(simulator, 'worldfirst');
  const { time = String(caller.at.getTime()), clientId = composer.caller(caller), signedBody } = input;
  const changes = headerChanges(input.headers);
  const line = {
    ...(input.method === undefined ? {} : { method: input.method }),
    ...(input.target === undefined ? {} : { target: input.target }),
  };
  const sent = toBytes(input.body);
  const draft = {
    ...line,
    operation: submitAttachment,
    body: { bytes: signedBody ?? sent },
    headers: { 'client-id': clientId, 'request-time': time },
    // what a test sends is not always what it signed
    tamper: (message: WireRequest) => ({ ...message, body: sent, headers: changeHeaders(message.headers, changes) }),
  };
  return composeRequest(composer, draft, caller);
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

/** Whether an answer is signed, and its signature is valid over its exact bytes. */
export function answerSignature(
  simulator: Simulator,
  answer: Answer,
  target: string = SUBMIT_PATH,
): 'valid' | 'invalid' | 'none' {
  const { composer, caller } = callerOf(simulator, 'worldfirst');
  const message = { httpStatus: answer.status, headers: answer.headers, body: answer.bytes };
  const sent = { method: 'POST', target, headers: {}, body: Buffer.alloc(0) };
  return composer.checkSignature?.(message, sent, caller) ?? 'none';
}
