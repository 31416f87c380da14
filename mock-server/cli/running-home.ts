import { realpathSync } from 'node:fs';
import { callControl } from '../client/call-control.js';
import { isOwnHost } from '../control/loopback-host.js';

/** A simulator that takes longer to say so is not waited for. */
const ANSWER_MS = 5_000;

/**
 * The home folder of the simulator at a URL, as it says itself; `undefined` when there is none, when it has no home,
 * or when it does not tell it, because other machines can reach it.
 */
export async function homeAt(url: string): Promise<string | undefined> {
  if (!isOwnHost(new URL(url).host, '')) return undefined;
  try {
    const health = await callControl({ url, token: undefined, timeoutMs: ANSWER_MS }, { path: '/health' });
    const { home } = health as { readonly home?: unknown };
    return typeof home === 'string' ? home : undefined;
  } catch {
    return undefined; // whoever talks to it finds out why
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Whether two paths lead to the same folder. */
export const isSameFolder = (one: string, other: string): boolean => realPath(one) === realPath(other);
