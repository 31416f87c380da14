import { createHash, randomBytes } from 'node:crypto';
import type { Stamp } from '@sparring/contracts';

/** The source of time, ids and randomness. */
export interface World {
  /** The clock for judging requests; throws when it cannot be used. */
  now(): Date;
  /** The time and randomness for one answer; throws when the clock cannot be used. */
  stamp(): Stamp;
  /** Whether the same requests get the same answers in every run, byte for byte. */
  readonly repeatable: boolean;
  /** Advances the clock. */
  advance(ms: number): void;
  /** Restores the initial state: the clock is not ahead, and with a seed, the same ids and times follow again. */
  reset(): void;
}

/** Times outside of the years 1970 to 9999 have no form that partners know, and an invalid one has no form at all. */
const LAST_MS = Date.UTC(10_000, 0, 1) - 1;

export const isUsableTime = (ms: number): boolean => ms >= 0 && ms <= LAST_MS;

function usable(time: Date): Date {
  if (isUsableTime(time.getTime())) return time;
  throw new Error(`the clock is at ${time.getTime()} ms, which is not between the years 1970 and 9999`);
}

const SEEDED_START_MS = Date.UTC(2026, 0, 1);

/** Hex digits derived from a seed and a counter. */
function seededHex(seed: string): (digits: number) => string {
  let count = 0;
  return (digits) => createHash('sha512').update(`${seed}/${count++}`).digest('hex').slice(0, digits);
}

/** How many random bytes to generate at once, because a single call costs more than verifying a signature. */
const POOL_BYTES = 4096;

/** Random hex digits, each used once. */
function randomHex(): (digits: number) => string {
  let pool = '';
  let used = 0;
  return (digits) => {
    if (pool.length < used + digits) {
      pool = randomBytes(Math.max(POOL_BYTES, digits)).toString('hex');
      used = 0;
    }
    used += digits;
    return pool.slice(used - digits, used);
  };
}

/** The real time and true randomness, for the answer that says that a world cannot be used. */
export const realStamp = (): Stamp => ({ at: new Date(), hex: randomHex() });

/**
 * Creates a world. With a seed, the times in answers start at 2026-01-01T00:00:00Z and advance by one second per
 * answer. Requests are still judged by the real clock, because clients sign with the real time.
 */
export function createWorld(seed: string | undefined, clock: () => Date = () => new Date()): World {
  let aheadMs = 0;
  let stamps = 0;
  let hex = seed === undefined ? randomHex() : seededHex(seed);
  const now = () => usable(aheadMs === 0 ? clock() : new Date(clock().getTime() + aheadMs));
  const seeded = (): Stamp => ({ at: usable(new Date(SEEDED_START_MS + aheadMs + 1000 * stamps++)), hex });
  return {
    now,
    stamp: seed === undefined ? () => ({ at: now(), hex }) : seeded,
    repeatable: seed !== undefined,
    advance: (ms) => {
      aheadMs += ms;
    },
    reset: () => {
      aheadMs = 0;
      stamps = 0;
      if (seed !== undefined) hex = seededHex(seed);
    },
  };
}
