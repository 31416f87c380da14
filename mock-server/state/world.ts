import { createHash, randomBytes } from 'node:crypto';
import type { Stamp } from '@sparring/contracts';

/** Where time, ids and randomness come from. */
export interface World {
  /** The clock that requests are judged by. */
  now(): Date;
  /** The time and randomness that one answer is written with. */
  stamp(): Stamp;
  /** Whether two runs of the same requests give the same answers byte for byte. */
  readonly repeatable: boolean;
  /** Moves the clock forward. */
  advance(ms: number): void;
  /** Starts over: the clock is no longer ahead, and with a seed the same ids and stamps follow again. */
  reset(): void;
}

const SEEDED_START_MS = Date.UTC(2026, 0, 1);

/** Hex digits that follow from a seed and a count. */
function seededHex(seed: string): (digits: number) => string {
  let count = 0;
  return (digits) => createHash('sha512').update(`${seed}/${count++}`).digest('hex').slice(0, digits);
}

/** Random bytes are fetched this many at a time: a fetch costs more than an answer's signature check. */
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
 * A world. With a seed its answers are stamped from 2026-01-01T00:00:00Z on, one second each; requests
 * are still judged by the real clock, or no client could sign for it.
 */
export function createWorld(seed: string | undefined, clock: () => Date = () => new Date()): World {
  let aheadMs = 0;
  let stamps = 0;
  let hex = seed === undefined ? randomHex() : seededHex(seed);
  const now = () => (aheadMs === 0 ? clock() : new Date(clock().getTime() + aheadMs));
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
