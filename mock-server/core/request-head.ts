import type { IncomingHttpHeaders } from 'node:http';
import type { Refusal, Route } from '@sparring/contracts';

/** A request before its body is read. */
export interface RequestHead {
  readonly method: string;
  /** Path with query as received, without scheme and host. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly route: Route;
}

/** A header, trimmed; `''` when it is missing. */
export function headerOf({ headers }: RequestHead, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** One clause of a partner that can refuse a request because of its head. */
export type HeadRule<Context> = (head: RequestHead, context: Context) => Refusal | undefined;

/** Applies rules in order; the first refusal wins. */
export function firstRefusal<Context>(
  rules: readonly HeadRule<Context>[],
  head: RequestHead,
  context: Context,
): Refusal | undefined {
  for (const rule of rules) {
    const refusal = rule(head, context);
    if (refusal) return refusal;
  }
  return undefined;
}

/** A target as it is shown in a reason: the values of its query may be personal data, so only their lengths are. */
export function shownTarget({ target }: RequestHead): string {
  const [path = '', ...query] = target.split('?');
  if (query.length === 0) return path;
  const pairs = query.join('?').split('&');
  const shown = pairs.map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return value.length === 0 ? name : `${name}=<${value.join('=').length} characters>`;
  });
  return `${path}?${shown.join('&')}`;
}
