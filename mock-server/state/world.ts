import { createHash, randomBytes } from 'node:crypto';
import type { Stamp } from '@sparring/contracts';

/** The source of time, ids and randomness. */
export interface World {
  /** The clock for judging requests. */
  now(): Date;
  /** The time and randomness for one answer. */
  stamp(): Stamp;
  /** Whether the same requests get the same answers in every run, byte for byte. */
  readonly repeatable: boolean;
  /** Advances the clock. */
  advance(ms: number): void;
  /** Restores the initial state: the clock is not ahead, and with a seed, the same ids and times follow again. */
  reset(): void;
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

/**
 * Creates a world. With a seed, the times in answers start at 2026-01-01T00:00:00Z and advance by one second per
 * answer. Requests are still judged by the real clock, because clients sign with the real time.
 */
export function createWorld(seed: string | undefined, clock: () => Date = () => new Date()): World {
  let aheadMs = 0;
  let stamps = 0;
  let hex = seed === undefined ? randomHex() : seededHex(seed);
  // a clock that fails while the simulator runs must not end requests; at the start it is refused
  const read = () => {
    const at = clock();
    return Number.isNaN(at.getTime()) ? new Date() : at;
  };
  const now = () => (aheadMs === 0 ? read() : new Date(read().getTime() + aheadMs));
  const seeded = (): Stamp => ({ at: new Date(SEEDED_START_MS + aheadMs + 1000 * stamps++), hex });
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
