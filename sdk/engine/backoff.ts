const BASE_MS = 250;
const CAP_MS = 8_000;

/** Exponential backoff with full jitter: anything from 0 to the doubled bound. */
function jittered(attempts: number, random: () => number): number {
  return random() * Math.min(CAP_MS, BASE_MS * 2 ** (attempts - 1));
}

/** Reads `Retry-After`: seconds or an HTTP date (RFC 9110 10.2.3). */
function retryAfterMs(text: string | undefined, now: Date): number {
  if (text === undefined) return 0;
  if (/^\d+$/.test(text.trim())) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? 0 : Math.max(0, at - now.getTime());
}

/** How long to wait before the next attempt, in milliseconds: never less than the partner asks for. */
export function waitMs(attempts: number, retryAfter: string | undefined, now: Date, random: () => number): number {
  return Math.max(jittered(attempts, random), retryAfterMs(retryAfter, now));
}
