import { composeRequest, composers, type DraftBody } from '@sparring/cases';
import { submitAttachment } from '@sparring/contracts/worldfirst';
import type { Simulator } from 'sparring';
import { request } from 'undici';

export const SUBMIT_PATH = submitAttachment.path;

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

/** Writes and signs a request with the client's key of a simulator. */
export function signedSubmit(simulator: Pick<Simulator, 'credentials'>, input: SubmitInput): WireRequest {
  const { composer, caller } = callerOf(simulator, 'worldfirst');
  const { time = String(caller.at.getTime()), clientId = composer.caller(caller), signedBody, headers } = input;
  const line = {
    ...(input.method === undefined ? {} : { method: input.method }),
    ...(input.target === undefined ? {} : { target: input.target }),
  };
  // what a test puts over the headers is not what it signed
  const signed = { 'client-id': clientId, 'request-time': time };
  const body: DraftBody = { kind: 'bytes', bytes: toBytes(input.body) };
  const spoil = { headers: signed, ...(signedBody ? { body: signedBody } : {}) };
  const draft = { ...line, operation: submitAttachment, body, headers: { ...signed, ...headers }, spoil };
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

/** Whether an answer is signed, and its signature holds over its exact bytes. */
export function answerSignature(
  simulator: Simulator,
  answer: Answer,
  target: string = SUBMIT_PATH,
): 'holds' | 'wrong' | 'none' {
  const { composer, caller } = callerOf(simulator, 'worldfirst');
  const message = { httpStatus: answer.status, headers: answer.headers, body: answer.bytes };
  const sent = { method: 'POST', target, headers: {}, body: Buffer.alloc(0) };
  return composer.judgeSignature?.(message, sent, caller) ?? 'none';
}
