import { hash, randomBytes } from 'node:crypto';
import type { Stamp } from '@sparring/contracts';
import { type ClockState, createClock, usableTime } from './clock.js';

/** The source of time, ids and randomness of one lane. */
export interface World {
  /** The clock for judging requests; throws when it cannot be used. */
  now(): Date;
  /** The time and randomness for one answer; throws when the clock cannot be used. */
  stamp(): Stamp;
  /** A number from 0 (inclusive) to 1 (exclusive) for probabilities and latencies. */
  random(): number;
  /** Lower-case hex digits for ids that are not part of an answer, such as those of rules. */
  id(digits: number): string;
  readonly seed: string;
  /** Whether the same requests get the same answers in every run, byte for byte. */
  readonly repeatable: boolean;
  readonly clock: WorldClock;
  /** Restores the initial state: the clock shows the real time, and with a seed, the same ids and times follow again. */
  reset(): void;
}

/** The clock of a world as tests control it. It also moves the times in answers of a seeded world. */
export interface WorldClock {
  advance(ms: number): void;
  set(time: Date): void;
  skew(ms: number): void;
  freeze(): void;
  resume(): void;
  state(): ClockState;
}

export interface WorldOptions {
  /** Default: a random one. Only a given one makes the world repeatable. */
  readonly seed?: string | undefined;
  /** The real clock; default: that of the system. */
  readonly clock?: (() => Date) | undefined;
}

/** When the times in the answers of a seeded world start, unless its clock was moved. */
export const SEEDED_START_MS = Date.UTC(2026, 0, 1);
const SEED_BYTES = 6;
const RANDOM_DIGITS = 12;

/** Hex digits derived from a seed and a counter. */
function seededHex(seed: string): (digits: number) => string {
  let count = 0;
  return (digits) => hash('sha512', `${seed}/${count++}`, 'hex').slice(0, digits);
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

/** What is derived from a seed; ids of different purposes do not depend on each other. */
const sourcesOf = (seed: string) => ({
  hex: seededHex(seed),
  id: seededHex(`${seed}/id`),
  draw: seededHex(`${seed}/draw`),
});

/** The real time and true randomness, for the answer that says that a world cannot be used. */
export const realStamp = (): Stamp => ({
  at: new Date(),
  hex: (digits) => randomBytes(digits).toString('hex').slice(0, digits),
});

/** The times of answers in a seeded world: they start at a fixed time and advance by one second per answer. */
function seededTimes() {
  let startMs = SEEDED_START_MS;
  let answers = 0;
  return {
    next: (frozen: boolean) => usableTime(new Date(startMs + 1000 * (frozen ? answers : answers++))),
    startAt: (ms: number) => {
      startMs = ms;
      answers = 0;
    },
    advance: (ms: number) => {
      startMs += ms;
    },
  };
}

/**
 * Creates a world. With a seed, the times in answers start at 2026-01-01T00:00:00Z, or at the time that the clock is
 * set to, and advance by one second per answer unless the clock is frozen. Requests are still judged by the clock,
 * which shows the real time by default, because clients sign with the real time.
 */
export function createWorld({ seed: given, clock: real = () => new Date() }: WorldOptions = {}): World {
  const seed = given ?? randomBytes(SEED_BYTES).toString('hex');
  const clock = createClock(real);
  const times = seededTimes();
  let { hex, id, draw } = sourcesOf(seed);
  // nobody expects the same ids again, and a hash for each costs more
  if (given === undefined) hex = randomHex();
  const { now, freeze, resume, state } = clock;
  return {
    now,
    stamp: () => ({ at: given === undefined ? now() : times.next(clock.frozen), hex }),
    random: () => Number.parseInt(draw(RANDOM_DIGITS), 16) / 16 ** RANDOM_DIGITS,
    id: (digits) => id(digits),
    seed,
    repeatable: given !== undefined,
    clock: {
      freeze,
      resume,
      state,
      advance: (ms) => {
        clock.advance(ms);
        times.advance(ms);
      },
      set: (time) => {
        clock.set(time);
        times.startAt(time.getTime());
      },
      skew: (ms) => {
        clock.skew(ms);
        times.startAt(SEEDED_START_MS + ms);
      },
    },
    reset: () => {
      clock.reset();
      if (given === undefined) return; // an id is never used twice
      times.startAt(SEEDED_START_MS);
      ({ hex, id, draw } = sourcesOf(seed));
    },
  };
}
