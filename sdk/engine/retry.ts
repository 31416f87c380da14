import type { StopReason } from '../core/result.js';
import type { Failure } from './failure.js';
import type { CallSettings } from './settings.js';

const FIRST_BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 8_000;

/** Exponential backoff with full jitter: from 0 to a bound that doubles with each attempt. */
function backoffMs(attempts: number, random: () => number): number {
  return random() * Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempts - 1));
}

/** Reads `Retry-After`: seconds or an HTTP date (RFC 9110 section 10.2.3). */
function retryAfterMs(text: string | undefined, now: Date): number {
  if (text === undefined) return 0;
  if (/^\d+$/.test(text.trim())) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? 0 : Math.max(0, at - now.getTime());
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
 * nobody are retried, refusals and broken answers never. The wait is never shorter than the partner asks for.
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
  if (oneShot) return stop('one-shot-source');
  const ms = Math.max(backoffMs(attempts, random), retryAfterMs(answer?.headers['retry-after'], clock()));
  return ms < leftMs ? { kind: 'wait', ms } : stop('no-time-left');
}
