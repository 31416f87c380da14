/** Why a request certainly never left: the partner was not reached, or did not prove who it is. */
export type Unreached = 'UNREACHABLE' | 'CERTIFICATE';

interface SystemError extends Error {
  readonly code?: string;
  readonly syscall?: string;
  readonly errors?: readonly unknown[];
}

/** Failures of name look-up and of opening a connection; they may come without their `syscall`. */
const UNREACHABLE = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];

/** OpenSSL's and Node's words for a certificate that was not accepted: the handshake ended, nothing was sent. */
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
 * Tells whether a failed request certainly was not sent. In doubt it was: the first bytes may have been
 * read, and a partner that reads them may store what they say.
 */
export function unreached(error: unknown): Unreached | undefined {
  const causes = causesOf(error);
  if (causes.some(({ code = '' }) => CERTIFICATE.test(code))) return 'CERTIFICATE';
  const connecting = ({ code = '', syscall = '' }: SystemError) =>
    UNREACHABLE.includes(code) || syscall === 'connect' || syscall === 'getaddrinfo';
  return causes.some(connecting) ? 'UNREACHABLE' : undefined;
}

/** The innermost text of a failure: `fetch failed` alone helps nobody. */
export function reasonOf(error: unknown): string {
  const texts = causesOf(error).map(({ message, code }) => message || code || '');
  return texts.filter((text) => text !== '').at(-1) ?? String(error);
}
