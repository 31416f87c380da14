import type { Logger, Observers, RequestInfo, ResponseInfo } from '../core/observers.js';

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
