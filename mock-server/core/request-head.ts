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

/** The path of a request target. The query is left out of the journal and the log, because it can contain secrets. */
export function pathOf(target: string): string {
  const queryAt = target.indexOf('?');
  return queryAt < 0 ? target : target.slice(0, queryAt);
}

const hidden = (text: string) => `<${text.length} characters>`;

/** A request target for the string to sign in a refusal: names of the query are shown, values are not. */
export function shownTarget(target: string): string {
  const path = pathOf(target);
  if (path === target) return target;
  const pairs = target
    .slice(path.length + 1)
    .split('&')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return value.join('=') === '' ? hidden(pair) : `${name}=${hidden(value.join('='))}`;
    });
  return `${path}?${pairs.join('&')}`;
}

/** The text of a header, trimmed; `''` when it is missing. */
export function headerOf({ headers }: Pick<RequestHead, 'headers'>, name: string): string {
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
