import { type Failure, notSent } from './failure.js';
import { Stopped } from './timeout.js';
import { UnusableAnswer } from './transport.js';

interface SystemError extends Error {
  readonly code?: string;
  readonly syscall?: string;
  readonly errors?: readonly unknown[];
}

/** Failures of name look-up and of opening a connection; they may come without their `syscall`. */
const UNREACHABLE = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];

/** OpenSSL's and Node's codes for a certificate that was not accepted: the handshake failed, nothing was sent. */
const CERTIFICATE =
  /^(CERT_|ERR_TLS_CERT|UNABLE_TO_(GET|VERIFY|DECRYPT)_|SELF_SIGNED_|DEPTH_ZERO_SELF_SIGNED|ERR_SSL_WRONG_VERSION)/;

/** An error with its causes; a failed connection names one error for each address. */
function causesOf(error: unknown): readonly SystemError[] {
  const found: SystemError[] = [];
  for (let cause: unknown = error; cause instanceof Error && found.length < 8; cause = cause.cause) {
    found.push(cause, ...((cause as SystemError).errors ?? []).filter((each) => each instanceof Error));
  }
  return found;
}

/**
 * Why a failed request certainly was not sent. In doubt it was: a partner that reads the first bytes may
 * store what they say.
 */
function unreachedCode(error: unknown): 'UNREACHABLE' | 'CERTIFICATE' | undefined {
  const causes = causesOf(error);
  if (causes.some(({ code = '' }) => CERTIFICATE.test(code))) return 'CERTIFICATE';
  const connecting = ({ code = '', syscall = '' }: SystemError) =>
    UNREACHABLE.includes(code) || syscall === 'connect' || syscall === 'getaddrinfo';
  return causes.some(connecting) ? 'UNREACHABLE' : undefined;
}

/** The innermost message: `fetch failed` alone helps nobody. */
function reasonOf(error: unknown): string {
  const messages = causesOf(error).map(({ message, code }) => message || code || '');
  return messages.filter((message) => message !== '').at(-1) ?? String(error);
}

const STOPPED = {
  TIMEOUT: 'no answer in time',
  DEADLINE: 'no answer before the deadline',
  ABORTED: 'aborted after sending',
} as const;

function stoppedFailure(error: Stopped, sending: boolean): Failure {
  const { code, cause = error } = error;
  if (sending) return { result: 'unknown', code, message: STOPPED[code], cause };
  return notSent(code === 'TIMEOUT' ? 'UNREACHABLE' : code, 'nothing was sent: no connection yet', cause);
}

/**
 * Classifies an error of the transport.
 * @param sending whether bytes may have left
 */
export function connectionError(error: unknown, sending: boolean): Failure {
  if (error instanceof UnusableAnswer) return { result: 'broken', code: error.code, message: error.message };
  if (error instanceof Stopped) return stoppedFailure(error, sending);
  const unreached = sending ? unreachedCode(error) : (unreachedCode(error) ?? 'UNREACHABLE');
  const reason = reasonOf(error);
  if (unreached) return notSent(unreached, `nothing was sent: ${reason}`, error);
  return { result: 'unknown', code: 'CONNECTION_LOST', message: `the connection was lost: ${reason}`, cause: error };
}
