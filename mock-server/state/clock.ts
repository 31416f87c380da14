/** Times outside of the years 1970 to 9999 have no form that partners know, and an invalid one has no form at all. */
const LAST_MS = Date.UTC(10_000, 0, 1) - 1;

export const isUsableTime = (ms: number): boolean => ms >= 0 && ms <= LAST_MS;

/** Returns a time unchanged; throws when no answer can be stamped with it. */
export function usableTime(time: Date): Date {
  if (isUsableTime(time.getTime())) return time;
  throw new Error(`the clock is at ${time.getTime()} ms, which is not between the years 1970 and 9999`);
}

/** What a clock shows. */
export interface ClockState {
  /** ISO 8601. */
  readonly now: string;
  readonly frozen: boolean;
  /** How far it is ahead of the real clock, in seconds; negative when it is behind. */
  readonly aheadSeconds: number;
}

/** A clock that tests control; by default it shows the real time. */
export interface Clock {
  /** Throws when the clock cannot be used. */
  now(): Date;
  /** Moves the clock forward. */
  advance(ms: number): void;
  /** Moves the clock to a time; it continues from there, unless it is frozen. */
  set(time: Date): void;
  /** Puts the clock ahead of the real one, or behind it when negative, regardless of where it was. */
  skew(ms: number): void;
  /** Stops the clock; `advance` and `set` still move it. */
  freeze(): void;
  /** Lets a frozen clock continue from the time that it shows. */
  resume(): void;
  readonly frozen: boolean;
  state(): ClockState;
  /** Shows the real time again. */
  reset(): void;
}

/** Creates a clock on top of the real one. */
export function createClock(real: () => Date): Clock {
  let aheadMs = 0;
  let frozenAtMs: number | undefined;
  const now = () => {
    if (frozenAtMs !== undefined) return usableTime(new Date(frozenAtMs));
    return usableTime(aheadMs === 0 ? real() : new Date(real().getTime() + aheadMs));
  };
  const moveTo = (ms: number) => {
    if (frozenAtMs === undefined) aheadMs = ms - real().getTime();
    else frozenAtMs = ms;
  };
  return {
    now,
    advance: (ms) => {
      if (frozenAtMs === undefined) aheadMs += ms;
      else frozenAtMs += ms;
    },
    set: (time) => moveTo(time.getTime()),
    skew: (ms) => moveTo(real().getTime() + ms),
    freeze: () => {
      frozenAtMs = now().getTime();
    },
    resume: () => {
      if (frozenAtMs !== undefined) aheadMs = frozenAtMs - real().getTime();
      frozenAtMs = undefined;
    },
    get frozen() {
      return frozenAtMs !== undefined;
    },
    state: () => {
      const time = now();
      const aheadSeconds = Math.round((time.getTime() - real().getTime()) / 1000);
      return { now: time.toISOString(), frozen: frozenAtMs !== undefined, aheadSeconds };
    },
    reset: () => {
      aheadMs = 0;
      frozenAtMs = undefined;
    },
  };
}
