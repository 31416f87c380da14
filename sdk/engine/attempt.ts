import type { Answer } from '../core/result.js';
import { connectionError } from './connection-error.js';
import { abortedBeforeSending, type Failure, notSent } from './failure.js';
import { redact, reportRequest } from './hooks.js';
import { type Accepted, type Prepared, type Protocol, type Signed, sizeOf } from './protocol.js';
import type { CallSettings } from './settings.js';
import { type Limits, withTimeout } from './timeout.js';
import { fetchTransport, httpTransport } from './transport.js';

/** How one attempt ended. */
export type AttemptEnd<Data> = (Accepted<Data> & { readonly answer: Answer }) | Failure;

/** What one attempt is given besides the bytes. */
export interface AttemptInput {
  readonly number: number;
  /** The time to sign. */
  readonly startedAt: Date;
  readonly leftMs: number;
}

/** The version is that of package.json. */
const USER_AGENT = 'sparring-sdk/0.1.0';

function headersOf(settings: CallSettings, { contentType }: Prepared, signed: Signed): Record<string, string> {
  return {
    'user-agent': USER_AGENT,
    ...settings.headers,
    'content-type': contentType,
    accept: 'application/json',
    // a signature covers the bytes before any content encoding
    'accept-encoding': 'identity',
    ...signed.headers,
  };
}

function report<Data>(
  { partner, operation, method, target, visibleHeaders }: Protocol<Data>,
  settings: CallSettings,
  headers: Readonly<Record<string, string>>,
  { number, bodyBytes, stringToSign }: { number: number; bodyBytes: number; stringToSign: string },
): void {
  const url = `${settings.origin}${target}`;
  const shown = redact(headers, ['content-type', 'accept', 'accept-encoding', 'user-agent', ...visibleHeaders]);
  reportRequest(settings, {
    partner,
    operation,
    attempt: number,
    method,
    url,
    headers: shown,
    bodyBytes,
    stringToSign,
  });
}

function limitsOf({ signal, attemptTimeoutMs }: CallSettings, leftMs: number): Limits {
  return leftMs > attemptTimeoutMs
    ? { signal, timeout: { ms: attemptTimeoutMs, code: 'TIMEOUT' } }
    : { signal, timeout: { ms: leftMs, code: 'DEADLINE' } };
}

/** Signs the bytes with a fresh time, sends them once and judges the answer. */
export async function attempt<Data>(
  protocol: Protocol<Data>,
  prepared: Prepared,
  settings: CallSettings,
  { number, startedAt, leftMs }: AttemptInput,
): Promise<AttemptEnd<Data>> {
  const { signal } = settings;
  if (signal?.aborted) return abortedBeforeSending(signal.reason);
  if (leftMs <= 0) return notSent('DEADLINE', 'the total time-out was over before sending');
  const { body } = prepared;
  const bodyBytes = sizeOf(body);
  const signed = protocol.sign(body, startedAt);
  const headers = headersOf(settings, prepared, signed);
  report(protocol, settings, headers, { number, bodyBytes, stringToSign: signed.stringToSign });
  // a hook may have aborted
  if (signal?.aborted) return abortedBeforeSending(signal.reason);
  const { method, target } = protocol;
  const send = settings.fetch && method !== 'GET' ? fetchTransport(settings.fetch) : httpTransport(settings);
  let sending = false;
  const onSending = () => {
    sending = true;
  };
  try {
    const answer = await withTimeout(limitsOf(settings, leftMs), (inner) =>
      send({ method, url: `${settings.origin}${target}`, headers, body, bodyBytes, signal: inner, onSending }),
    );
    return { ...protocol.judge(answer), answer };
  } catch (error) {
    return connectionError(error, sending);
  }
}
