import type { Attempt } from './result.js';

/** The part of the global `fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A request about to be sent. Signatures and the caller's own headers are redacted. */
export interface RequestInfo {
  readonly partner: string;
  readonly operation: string;
  readonly attempt: number;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBytes: number;
  /** The string under the signature, the body as its size: compare it with what the partner says it received. */
  readonly stringToSign: string;
}

/** An attempt that has ended. */
export interface ResponseInfo extends Attempt {
  readonly partner: string;
  readonly operation: string;
  /** Missing when no answer came. */
  readonly httpStatus: number | undefined;
  readonly requestId: string | undefined;
  /** Milliseconds until the next attempt; missing when there is none. */
  readonly waitMs: number | undefined;
}

/** Takes debug entries; `console` and pino loggers fit. */
export interface Logger {
  debug(entry: object, message: string): void;
}

/** Functions called during a call; what they throw does not change its result. */
export interface Hooks {
  readonly onRequest?: ((info: RequestInfo) => void) | undefined;
  readonly onResponse?: ((info: ResponseInfo) => void) | undefined;
  readonly logger?: Logger | undefined;
}

/** Options of one call; they override the client's. */
export interface CallOptions {
  /** Ends the call. The error says whether anything had been sent. */
  readonly signal?: AbortSignal;
  /** Further headers, for example for tracing. They cannot replace those that the SDK writes. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How often a call is retried whose outcome is unknown or that did not reach the partner; default 2. */
  readonly maxRetries?: number;
  /** Milliseconds; default 30,000. */
  readonly attemptTimeoutMs?: number;
  /** Milliseconds for all attempts, the waiting between them and reading the content; default 120,000. */
  readonly totalTimeoutMs?: number;
  /** Whether requests are checked against the contract before anything is sent; default true. */
  readonly checkRequest?: boolean;
}

/** Options of every client. */
export interface ClientOptions extends Omit<CallOptions, 'signal'>, Hooks {
  /** Scheme, host and port; nothing else, since the path is signed. */
  readonly baseUrl: string | URL;
  /** Sends POST requests in place of `node:http`, for example behind a proxy or to a test double. */
  readonly fetch?: Fetch;
  /** Default: the real time. */
  readonly clock?: () => Date;
  /** A number from 0 up to, not including, 1; spreads the waiting. Default `Math.random`. */
  readonly random?: () => number;
  /** Waits between attempts; default a timer. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}
