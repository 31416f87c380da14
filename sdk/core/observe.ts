import type { Attempt } from './errors/index.js';

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
  readonly textToSign: string;
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

const BLACKED_OUT = '[redacted]';

/** Keeps the headers a support engineer needs and no other. */
export function redact(headers: Readonly<Record<string, string>>, telling: readonly string[]): Record<string, string> {
  const shown = ([name, value]: [string, string]) => [name, telling.includes(name) ? value : BLACKED_OUT] as const;
  return Object.fromEntries(Object.entries(headers).map(shown));
}

function guarded<Info extends object>(hook: ((info: Info) => void) | undefined, info: Info, logger?: Logger): void {
  try {
    hook?.(info);
  } catch (error) {
    // a hook that breaks must not turn an upload that was stored into a failure
    logger?.debug({ error }, 'a hook threw');
  }
}

export function tellRequest({ onRequest, logger }: Observers, info: RequestInfo): void {
  logger?.debug(info, 'request');
  guarded(onRequest, info, logger);
}

export function tellResponse({ onResponse, logger }: Observers, info: ResponseInfo): void {
  logger?.debug(info, 'response');
  guarded(onResponse, info, logger);
}
