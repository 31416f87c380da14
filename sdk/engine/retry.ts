import type { StopReason } from '../core/result.js';
import type { Failure } from './failure.js';
import type { CallSettings } from './settings.js';

const FIRST_BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 8_000;
/** A partner cannot make the caller wait longer. */
const MAX_RETRY_AFTER_MS = 60_000;

/** Exponential backoff with full jitter: from 0 to a bound that doubles with each attempt. */
function backoffMs(attempts: number, random: () => number): number {
  return random() * Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempts - 1));
}

/** Reads `Retry-After`: seconds or an HTTP date (RFC 9110 section 10.2.3); at most a minute. */
function retryAfterMs(text: string | undefined, clock: () => Date): number {
  if (text === undefined) return 0;
  const asked = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - clock().getTime();
  return Number.isNaN(asked) ? 0 : Math.min(Math.max(0, asked), MAX_RETRY_AFTER_MS);
}

/** What follows a failed attempt. */
export type NextStep =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'stop'; readonly because: StopReason };

/** How far a call has come. */
export interface Progress {
  readonly attempts: number;
  readonly leftMs: number;
  readonly oneShot: boolean;
}

const stop = (because: StopReason): NextStep => ({ kind: 'stop', because });

/** Codes that end a call whatever is left. */
const STOPS: Readonly<Record<string, StopReason>> = {
  ABORTED: 'aborted',
  DEADLINE: 'no-time-left',
  CERTIFICATE: 'final',
};

/**
 * Decides by what the outcome means, not by the HTTP status: unknown outcomes and requests that reached
 * nobody are retried, refusals and broken answers never. The wait is not shorter than the partner asks for,
 * up to a minute. What a one-shot stream gave is still in memory, but is sent once only if it may have arrived.
 */
export function nextStep(
  { result, code, answer }: Failure,
  { attempts, leftMs, oneShot }: Progress,
  { maxRetries, clock, random }: CallSettings,
): NextStep {
  if (result === 'refused' || result === 'broken') return stop('final');
  const because = STOPS[code];
  if (because) return stop(because);
  if (attempts > maxRetries) return stop('retries-used-up');
  if (oneShot && result === 'unknown') return stop('one-shot-source');
  const ms = Math.max(backoffMs(attempts, random), retryAfterMs(answer?.headers['retry-after'], clock));
  return ms < leftMs ? { kind: 'wait', ms } : stop('no-time-left');
}
