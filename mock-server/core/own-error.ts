/** The simulator's own errors, each with its HTTP status and what to do. A partner's refusals never look like this. */
const OWN_ERRORS = {
  'unknown-move': { httpStatus: 400, todo: 'Request one of the codes in `known`.' },
  'wrong-method': { httpStatus: 405, todo: 'Use one of the methods in `known`.' },
  'unknown-path': { httpStatus: 404, todo: 'Send the request to one of the paths in `known`.' },
  'unknown-lane': { httpStatus: 404, todo: 'Use the name of a lane that exists: GET /_sparring/lanes lists them.' },
  'unknown-rule': { httpStatus: 404, todo: 'Use the id of a rule that exists: GET /_sparring/rules lists them.' },
  'unknown-entry': {
    httpStatus: 404,
    todo: 'Use an x-sparring-id from a recent answer, an id in that answer, a business id or `last`; old entries are deleted.',
  },
  'unsuitable-entry': { httpStatus: 422, todo: 'Use an entry that has what `message` says is missing.' },
  'unknown-document': {
    httpStatus: 404,
    todo: 'Count the documents of the entry from 0; their bytes are only kept when the simulator is started with --keep-documents.',
  },
  'unknown-state': {
    httpStatus: 400,
    todo: 'Send {"partner", "state", "subject"} with a partner and state from `known`.',
  },
  'unreadable-body': { httpStatus: 400, todo: 'Send at most 1 MiB of JSON with Content-Type: application/json.' },
  'invalid-body': {
    httpStatus: 400,
    todo: 'Correct what `field` names; /_sparring/openapi.json describes every body.',
  },
  'unknown-parameter': { httpStatus: 400, todo: 'Use only the query parameters in `known`, each once.' },
  'invalid-parameter': { httpStatus: 400, todo: 'Correct the query parameter that `field` names.' },
  'name-taken': { httpStatus: 409, todo: 'Use another name or other credentials, or delete the lane that has them.' },
  'default-lane': { httpStatus: 409, todo: 'Reset the default lane instead: POST /_sparring/reset.' },
  'too-many': {
    httpStatus: 429,
    todo: 'Remove some first, or start the simulator with a higher limit if there is one.',
  },
  'json-required': {
    httpStatus: 415,
    todo: 'Send the header `Content-Type: application/json`, also when the body is empty.',
  },
  'cross-site': {
    httpStatus: 403,
    todo: 'Send the request from a page of this simulator or from a program; web pages of others may not change it.',
  },
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
  'too-many-pipelined': { httpStatus: 429, todo: 'Read answers before sending further requests on a connection.' },
  overloaded: {
    httpStatus: 503,
    todo: 'Send fewer requests with large bodies or answers at once, and this one again later.',
  },
  'not-a-proxy': { httpStatus: 501, todo: 'Send requests directly to this address, not through it as a proxy.' },
  bug: { httpStatus: 500, todo: 'This is a bug in Sparring; please report it together with the log.' },
} as const;

/** The stable code of one of our own errors. */
export type OwnErrorCode = keyof typeof OWN_ERRORS;

/** The code of a request whose header asks for a move that there is not, on the wire and in the journal. */
export const UNKNOWN_MOVE = 'unknown-move' satisfies OwnErrorCode;

/** The codes of the requests in the journal that no partner judged. */
export const STRAY_CODES = [
  UNKNOWN_MOVE,
  'unknown-path',
  'malformed-http',
  'headers-too-large',
  'request-too-slow',
  'too-many-pipelined',
  'https-only',
  'not-a-proxy',
] as const satisfies readonly OwnErrorCode[];

/** The body of one of our own errors. */
export interface OwnErrorBody {
  readonly error: {
    readonly code: OwnErrorCode;
    /** What is wrong, in one sentence. */
    readonly message: string;
    /** What to do about it. */
    readonly todo: string;
    /** What is wrong of the request. */
    readonly field?: string;
    /** The valid values. */
    readonly known?: readonly string[];
  };
}

export interface OwnError {
  readonly httpStatus: number;
  readonly body: OwnErrorBody;
}

/** Whether a text is the code of one of our own errors. */
export const isOwnErrorCode = (code: string | undefined): code is OwnErrorCode =>
  code !== undefined && Object.hasOwn(OWN_ERRORS, code);

/** The HTTP status of one of our own errors. */
export const ownStatus = (code: OwnErrorCode): number => OWN_ERRORS[code].httpStatus;

/** Builds one of our own errors; `known` lists the valid values, and `field` is what is wrong of the request. */
export function ownError(code: OwnErrorCode, message: string, known?: readonly string[], field?: string): OwnError {
  const { httpStatus, todo } = OWN_ERRORS[code];
  const error = { code, message, todo, ...(field === undefined ? {} : { field }), ...(known ? { known } : {}) };
  return { httpStatus, body: { error } };
}

/** What to do about one of our own errors. */
export const ownTodo = (code: OwnErrorCode): string => OWN_ERRORS[code].todo;
