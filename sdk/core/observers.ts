import type { Attempt } from './errors.js';

/** What is told of a request before it is sent. Signatures and the caller's own headers are blacked out. */
export interface RequestInfo {
  readonly partner: string;
  readonly operation: string;
  readonly attempt: number;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBytes: number;
  /** The text under the signature, the body as its size: compare it with what the partner says it saw. */
  readonly stringToSign: string;
}

/** What is told when an attempt has ended. */
export interface ResponseInfo extends Attempt {
  readonly partner: string;
  readonly operation: string;
  /** Missing when no answer came. */
  readonly httpStatus: number | undefined;
  readonly requestId: string | undefined;
  /** Until the next attempt; missing when there is none. */
  readonly waitMs: number | undefined;
}

/** Takes debug entries; `console` and pino loggers fit. */
export interface Logger {
  debug(entry: object, message: string): void;
}

/** Who watches a call. */
export interface Observers {
  readonly onRequest?: ((info: RequestInfo) => void) | undefined;
  readonly onResponse?: ((info: ResponseInfo) => void) | undefined;
  readonly logger?: Logger | undefined;
}
