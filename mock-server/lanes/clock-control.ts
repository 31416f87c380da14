import { UserError } from '../core/user-error.js';
import { type ClockState, isUsableTime } from '../state/clock.js';
import { SEEDED_START_MS } from '../state/world.js';
import { checkSeconds } from './check-arguments.js';
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

/** Controls the clock of a lane. */
export function clockControl({ world: { clock, repeatable } }: Lane): ClockControl {
  const moved = (change: () => void): ClockState => {
    change();
    return clock.state();
  };
  const checkMoved = (ms: number, seconds: number, what: string) => {
    if (isUsableTime(ms)) return;
    const message = `the clock cannot ${what} by ${seconds} seconds, out of the years 1970 to 9999`;
    throw new UserError(message, 'seconds');
  };
  return {
    state: clock.state,
    freeze: () => moved(clock.freeze),
    resume: () => moved(clock.resume),
    set: (time) => moved(() => clock.set(readTime(time, 'time'))),
    advance: (seconds) => {
      checkSeconds(seconds, 'advance');
      const ms = 1000 * seconds;
      checkMoved(Date.parse(clock.state().now) + ms, seconds, 'advance');
      return moved(() => clock.advance(ms));
    },
    skew: (seconds) => {
      checkSeconds(seconds, 'be skewed');
      const ms = 1000 * seconds;
      const { now, aheadSeconds } = clock.state();
      checkMoved(Date.parse(now) - 1000 * aheadSeconds + ms, seconds, 'be skewed');
      // the times in the answers move too
      if (repeatable) checkMoved(SEEDED_START_MS + ms, seconds, 'be skewed');
      return moved(() => clock.skew(ms));
    },
  };
}
