import type { Hooks, RequestInfo, ResponseInfo } from '../core/options.js';

const REDACTED = '[redacted]';

/** Keeps the named headers and hides the value of every other. */
export function redact(headers: Readonly<Record<string, string>>, visible: readonly string[]): Record<string, string> {
  const shown = ([name, value]: [string, string]) => [name, visible.includes(name) ? value : REDACTED] as const;
  return Object.fromEntries(Object.entries(headers).map(shown));
}

/** Runs code of the caller: an upload that was stored must not fail, nor the process end, because it throws. */
function guarded(run: () => unknown, failed: (error: unknown) => void): void {
  try {
    const returned = run();
    if (typeof returned === 'object' && returned !== null) Promise.resolve(returned).catch(failed);
  } catch (error) {
    failed(error);
  }
}

function log(logger: Hooks['logger'], entry: object, message: string): void {
  guarded(
    () => logger?.debug(entry, message),
    () => undefined,
  );
}

/** Reports a request to the hooks. */
export function reportRequest({ onRequest, logger }: Hooks, info: RequestInfo): void {
  log(logger, info, 'request');
  guarded(
    () => onRequest?.(info),
    (error) => log(logger, { error }, 'a hook threw'),
  );
}

/** Reports the end of an attempt to the hooks. */
export function reportResponse({ onResponse, logger }: Hooks, info: ResponseInfo): void {
  log(logger, info, 'response');
  guarded(
    () => onResponse?.(info),
    (error) => log(logger, { error }, 'a hook threw'),
  );
}
