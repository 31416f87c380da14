import type { Answer } from '../core/answer.js';
import type { AnsweredDetails, Attempt } from '../core/errors.js';
import type { Prepared, Protocol, Signed } from './exchange.js';
import { GivenUp, type Limits, within } from './give-up.js';
import { redact, tellRequest } from './observe.js';
import { reasonOf, unreached } from './reach.js';
import { OversizeAnswer } from './read-bounded.js';
import type { CallSettings } from './settle.js';
import { fetchTransport, httpTransport } from './transport.js';
import type { Verdict } from './verdict.js';

/** How one attempt ended. */
export type Ending<Data> = (Extract<Verdict<Data>, { result: 'accepted' }> & { readonly answer: Answer }) | Failure;

/** An attempt that did not end with success. */
export interface Failure extends AnsweredDetails {
  readonly result: Exclude<Attempt['result'], 'accepted'>;
}

/** What one attempt is allowed. */
export interface AttemptInput {
  readonly number: number;
  readonly leftMs: number;
}

const GIVEN_UP = {
  TIMEOUT: 'no answer in time',
  DEADLINE: 'no answer before the deadline',
  ABORTED: 'aborted after sending',
} as const;

/** Words a request that was being sent when it failed: in doubt it has arrived. */
function unknown(error: unknown): Failure {
  if (error instanceof GivenUp) {
    return { result: 'unknown', code: error.code, message: GIVEN_UP[error.code], cause: error.cause ?? error };
  }
  const message = `the connection was lost: ${reasonOf(error)}`;
  return { result: 'unknown', code: 'CONNECTION_LOST', message, cause: error };
}

/** Words a request that certainly was not sent. */
function unsent(error: unknown): Failure {
  const code = error instanceof GivenUp && error.code !== 'TIMEOUT' ? error.code : (unreached(error) ?? 'UNREACHABLE');
  const why = error instanceof GivenUp ? 'no connection yet' : reasonOf(error);
  const cause = error instanceof GivenUp ? (error.cause ?? error) : error;
  return { result: 'not-sent', code, message: `nothing was sent: ${why}`, cause };
}

function withoutAnswer(error: unknown, sending: boolean): Failure {
  if (error instanceof OversizeAnswer) return { result: 'broken', code: 'ANSWER_TOO_LARGE', message: error.message };
  return !sending || unreached(error) ? unsent(error) : unknown(error);
}

function tell<Data>(
  { partner, operation, method, target, visibleHeaders }: Protocol<Data>,
  settings: CallSettings,
  headers: Readonly<Record<string, string>>,
  { number, bodyBytes, stringToSign }: { number: number; bodyBytes: number; stringToSign: string },
): void {
  const url = `${settings.origin}${target}`;
  const shown = redact(headers, ['content-type', 'accept', 'accept-encoding', ...visibleHeaders]);
  tellRequest(settings, { partner, operation, attempt: number, method, url, headers: shown, bodyBytes, stringToSign });
}

function headersOf(settings: CallSettings, { contentType }: Prepared, signed: Signed): Record<string, string> {
  return {
    ...settings.headers,
    'content-type': contentType,
    accept: 'application/json',
    // a signature covers the bytes as they were before any encoding
    'accept-encoding': 'identity',
    ...signed.headers,
  };
}

/** Signs the bytes afresh, sends them once and judges the answer. */
export async function attempt<Data>(
  protocol: Protocol<Data>,
  prepared: Prepared,
  settings: CallSettings,
  { number, leftMs }: AttemptInput,
): Promise<Ending<Data>> {
  if (settings.signal?.aborted) return abortedUnsent(settings.signal.reason);
  if (leftMs <= 0)
    return { result: 'not-sent', code: 'DEADLINE', message: 'the total time-out was over before sending' };
  const { body } = prepared;
  const signed = protocol.sign(body, settings.clock());
  const headers = headersOf(settings, prepared, signed);
  tell(protocol, settings, headers, { number, bodyBytes: body.length, stringToSign: signed.stringToSign });
  if (settings.signal?.aborted) return abortedUnsent(settings.signal.reason);
  const { method } = protocol;
  const send = settings.fetch && method !== 'GET' ? fetchTransport(settings.fetch) : httpTransport;
  const url = `${settings.origin}${protocol.target}`;
  const limits: Limits =
    leftMs > settings.attemptTimeoutMs
      ? { signal: settings.signal, timeout: { ms: settings.attemptTimeoutMs, code: 'TIMEOUT' } }
      : { signal: settings.signal, timeout: { ms: leftMs, code: 'DEADLINE' } };
  let sending = false;
  const onSending = () => {
    sending = true;
  };
  try {
    const answer = await within(limits, (signal) => send({ method, url, headers, body, signal, onSending }));
    return { ...protocol.judge(answer), answer };
  } catch (error) {
    return withoutAnswer(error, sending);
  }
}

/** The caller aborted before a byte was sent. */
export function abortedUnsent(reason: unknown): Failure {
  return { result: 'not-sent', code: 'ABORTED', message: 'aborted before anything was sent', cause: reason };
}
