import { UserError } from '../core/user-error.js';
import { type ClockState, isUsableTime } from '../state/clock.js';
import type { Lane } from './lane.js';
import { readTime } from './read-time.js';

/** Controls the clock that the requests of a lane are judged by. Its methods return what it shows afterwards. */
export interface ClockControl {
  state(): ClockState;
  /** Stops the clock; `advance` and `set` still move it. */
  freeze(): ClockState;
  /** Lets a frozen clock continue. */
  resume(): ClockState;
  /** Moves the clock to a time, which continues from there unless it is frozen. */
  set(time: Date | string): ClockState;
  /** Moves the clock forward by a number of seconds. */
  advance(seconds: number): ClockState;
  /** Puts the clock ahead of the real one by a number of seconds, or behind it when negative. */
  skew(seconds: number): ClockState;
}

const secondsToMs = (seconds: number, what: string): number => {
  if (Number.isFinite(seconds)) return 1000 * seconds;
  throw new UserError(`the clock can only ${what} by a number of seconds, not ${seconds}`, 'seconds');
};

/** Controls the clock of a lane. */
export function clockControl({ world: { clock } }: Lane): ClockControl {
  const moved = (change: () => void): ClockState => {
    change();
    return clock.state();
  };
  const checkMoved = (ms: number, seconds: number, what: string) => {
    if (isUsableTime(ms)) return;
    throw new UserError(`the clock cannot ${what} by ${seconds} seconds, beyond the year 9999`, 'seconds');
  };
  return {
    state: clock.state,
    freeze: () => moved(clock.freeze),
    resume: () => moved(clock.resume),
    set: (time) => moved(() => clock.set(readTime(time, 'time'))),
    advance: (seconds) => {
      const ms = secondsToMs(seconds, 'advance');
      if (ms < 0) throw new UserError(`the clock can only advance by a number of seconds, not ${seconds}`, 'seconds');
      checkMoved(Date.parse(clock.state().now) + ms, seconds, 'advance');
      return moved(() => clock.advance(ms));
    },
    skew: (seconds) => {
      const ms = secondsToMs(seconds, 'be skewed');
      const { now, aheadSeconds } = clock.state();
      checkMoved(Date.parse(now) - 1000 * aheadSeconds + ms, seconds, 'be skewed');
      return moved(() => clock.skew(ms));
    },
  };
}
