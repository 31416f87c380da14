import type { Fetch } from './fetch.js';
import type { Observers } from './observers.js';

/** What can be set for one call; it goes over what the client was made with. */
export interface CallOptions {
  /** Ends the call. The error tells whether something had been sent. */
  readonly signal?: AbortSignal;
  /** Further headers, for example for tracing. They cannot replace those that the SDK writes. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How often a call is repeated whose outcome is unknown or that did not reach the partner; default 2. */
  readonly maxRetries?: number;
  /** Default 30,000. */
  readonly attemptTimeoutMs?: number;
  /** For all attempts, the waiting between them and the reading of the content; default 120,000. */
  readonly totalTimeoutMs?: number;
  /** Whether requests are checked against the contract before anything is sent; default true. */
  readonly checkRequest?: boolean;
}

/** What every client is made with. */
export interface ClientOptions extends Omit<CallOptions, 'signal'>, Observers {
  /** Scheme, host and port; nothing else, since the path is signed. */
  readonly baseUrl: string | URL;
  /** Sends POST requests in the place of `node:http`, for example behind a proxy or to a test double. */
  readonly fetch?: Fetch;
  /** Default: the real time. */
  readonly clock?: () => Date;
  /** A number from 0 up to, not including, 1; spreads the waiting. Default `Math.random`. */
  readonly random?: () => number;
  /** Waits between attempts; default a timer. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}
