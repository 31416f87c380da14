/** The simulator's own errors, each with its HTTP status and what to do. A partner's refusals never look like this. */
const OWN_ERRORS = {
  'unknown-move': { httpStatus: 400, todo: 'Request one of the codes in `known`.' },
  'unknown-path': { httpStatus: 404, todo: 'Send the request to one of the paths in `known`.' },
  'unknown-entry': { httpStatus: 404, todo: 'Use an x-sparring-id from a recent answer; old entries are deleted.' },
  'unknown-state': {
    httpStatus: 400,
    todo: 'Send {"partner", "state", "subject"} with a partner and state from `known`.',
  },
  'unreadable-body': { httpStatus: 400, todo: 'Send at most 1 MiB of JSON with Content-Type: application/json.' },
  'invalid-subject': { httpStatus: 400, todo: 'Send the business id that the partner knows.' },
  'forbidden-host': {
    httpStatus: 403,
    todo: 'Use a loopback address or the configured host, or start with --allow-host <name>.',
  },
  'token-required': {
    httpStatus: 401,
    todo: 'Send `Authorization: Bearer <token>` with the token that was printed at the start, or with SPARRING_TOKEN.',
  },
  'malformed-http': { httpStatus: 400, todo: 'Send valid HTTP/1.1.' },
  'https-only': { httpStatus: 400, todo: 'Use https:// with this port, or http:// with the other one.' },
  'headers-too-large': { httpStatus: 431, todo: 'Send headers of less than 16 KiB in total.' },
  'request-too-slow': { httpStatus: 408, todo: 'Send the request faster.' },
  bug: { httpStatus: 500, todo: 'This is a bug in Sparring; please report it together with the log.' },
} as const;

/** The stable code of one of our own errors. */
export type OwnErrorCode = keyof typeof OWN_ERRORS;

export interface OwnError {
  readonly httpStatus: number;
  readonly body: { readonly error: { readonly code: OwnErrorCode; readonly message: string; readonly todo: string } };
}

/** Builds one of our own errors; `known` lists the valid values. */
export function ownError(code: OwnErrorCode, message: string, known?: readonly string[]): OwnError {
  const { httpStatus, todo } = OWN_ERRORS[code];
  return { httpStatus, body: { error: { code, message, todo, ...(known ? { known } : {}) } } };
}
