import type { Hooks, RequestInfo, ResponseInfo } from '../core/options.js';

const REDACTED = '[redacted]';

/** Keeps the named headers and hides the value of every other. */
export function redact(headers: Readonly<Record<string, string>>, visible: readonly string[]): Record<string, string> {
  const shown = ([name, value]: [string, string]) => [name, visible.includes(name) ? value : REDACTED] as const;
  return Object.fromEntries(Object.entries(headers).map(shown));
}

function guarded<Info extends object>(
  hook: ((info: Info) => void) | undefined,
  info: Info,
  logger: Hooks['logger'],
): void {
  try {
    hook?.(info);
  } catch (error) {
    // a hook that throws must not turn an upload that was stored into a failure
    logger?.debug({ error }, 'a hook threw');
  }
}

/** Reports a request to the hooks. */
export function reportRequest({ onRequest, logger }: Hooks, info: RequestInfo): void {
  logger?.debug(info, 'request');
  guarded(onRequest, info, logger);
}

/** Reports the end of an attempt to the hooks. */
export function reportResponse({ onResponse, logger }: Hooks, info: ResponseInfo): void {
  logger?.debug(info, 'response');
  guarded(onResponse, info, logger);
}
