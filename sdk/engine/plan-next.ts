import type { StopReason } from '../core/errors.js';
import type { Failure } from './attempt.js';
import { waitMs } from './backoff.js';
import type { CallSettings } from './settle.js';

/** What follows a failed attempt. */
export type Next =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'stop'; readonly because: StopReason };

/** Where a call stands. */
export interface Standing {
  readonly attempts: number;
  readonly leftMs: number;
  readonly oneShot: boolean;
}

const stop = (because: StopReason): Next => ({ kind: 'stop', because });

/** Endings that are told by their code alone. */
const STOPS: Readonly<Record<string, StopReason>> = {
  ABORTED: 'aborted',
  DEADLINE: 'no-time-left',
  CERTIFICATE: 'final',
};

/**
 * Decides by what the outcome means, not by the HTTP status: unknown outcomes and requests that reached
 * nobody are repeated, refusals and broken answers never.
 */
export function planNext(
  { result, code, answer }: Failure,
  { attempts, leftMs, oneShot }: Standing,
  { maxRetries, clock, random }: CallSettings,
): Next {
  if (result === 'refused' || result === 'broken') return stop('final');
  const because = STOPS[code];
  if (because) return stop(because);
  if (attempts > maxRetries) return stop('retries-used-up');
  if (oneShot) return stop('one-shot-source');
  const ms = waitMs(attempts, answer?.headers['retry-after'], clock(), random);
  return ms < leftMs ? { kind: 'wait', ms } : stop('no-time-left');
}
