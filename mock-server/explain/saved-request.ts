import { UserError } from '../core/user-error.js';

/** A request that was saved, as much of it as matters to a partner. */
export interface SavedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Without those of the connection. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** When it was sent, if the file says so. */
  readonly sentAt?: Date | undefined;
  /** What had to be assumed to read it, a sentence each. */
  readonly notes: readonly string[];
}

/** Headers of the connection or of the framing: they are written again, or describe another way of sending. */
const OF_CONNECTION =
  /^(:.*|host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|http2-settings|expect|content-length)$/i;

export const withoutConnection = (headers: SavedRequest['headers']) =>
  headers.filter(([name]) => !OF_CONNECTION.test(name));

export function headerOf(headers: SavedRequest['headers'], wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/**
 * Reduces a request target to path and query; proxies save it with scheme and host.
 * @throws UserError when it is none.
 */
export function originForm(target: string, file: string): string {
  const [, path] = /^https?:\/\/[^/?#]*([^#]*)/i.exec(target) ?? [undefined, target];
  if (path === '') return '/';
  if (path?.startsWith('/')) return path;
  throw new UserError(`${file} has the target ${target.slice(0, 64)}, which is neither a path nor a URL`);
}
