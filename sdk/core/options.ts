import type { Agent } from 'node:http';
import type { SecureContextOptions } from 'node:tls';
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
  debug(entry: object, message: string): unknown;
}

/** Functions called during a call. What they throw or reject with changes nothing; it is logged. */
export interface Hooks {
  readonly onRequest?: ((info: RequestInfo) => unknown) | undefined;
  readonly onResponse?: ((info: ResponseInfo) => unknown) | undefined;
  readonly logger?: Logger | undefined;
}

/** Headers by name; those that are `undefined` are left out. */
export type HeadersOption = Headers | Readonly<Record<string, string | undefined>>;

/** Options of one call; they override the client's. */
export interface CallOptions {
  /** Ends the call. The error says whether anything had been sent. */
  readonly signal?: AbortSignal | undefined;
  /** Further headers, for example for tracing. They cannot replace those that the SDK signs. */
  readonly headers?: HeadersOption | undefined;
  /** How often a call is retried whose outcome is unknown or that did not reach the partner; default 2. */
  readonly maxRetries?: number | undefined;
  /** Milliseconds; default 30,000, at most 2^31 - 1. */
  readonly attemptTimeoutMs?: number | undefined;
  /** Milliseconds for all attempts, the waiting between them and reading the content; default 120,000. */
  readonly totalTimeoutMs?: number | undefined;
  /** Whether requests are checked against the contract before anything is sent; default true. */
  readonly checkRequest?: boolean | undefined;
}

/** Certificates for TLS, in PEM: `ca` to trust, `cert` and `key` to identify the client (mTLS). */
export type TlsOptions = Pick<SecureContextOptions, 'ca' | 'cert' | 'key' | 'passphrase' | 'pfx'>;

/** Options for `fromEnv`: each may be missing or undefined. */
export type Overrides<Options> = { readonly [Name in keyof Options]?: Options[Name] | undefined };

/** Options of every client. */
export interface ClientOptions extends Omit<CallOptions, 'signal'>, Hooks {
  /** Scheme, host and port; nothing else, since the path is signed. */
  readonly baseUrl: string | URL;
  /** The agent of `node:http` or `node:https` that makes the connections, for example a proxy's. */
  readonly agent?: Agent | undefined;
  readonly tls?: TlsOptions | undefined;
  /** Sends POST requests in place of `node:http`; `agent` and `tls` do not apply to it. */
  readonly fetch?: Fetch | undefined;
  /** The time to sign; default the real time. */
  readonly clock?: (() => Date) | undefined;
  /** Milliseconds that never jump, for time-outs; default `performance.now`. */
  readonly monotonicMs?: (() => number) | undefined;
  /** A number from 0 up to, not including, 1; spreads the waiting. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Waits between attempts; default a timer. */
  readonly sleep?: ((ms: number, signal: AbortSignal) => Promise<unknown>) | undefined;
}
