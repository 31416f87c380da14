import { UserError } from '../core/user-error.js';
import type { ClockRequest } from '../generated/control/types.js';
import { checkInput } from '../lanes/check-input.js';
import type { ClockControl } from '../lanes/clock-control.js';
import type { ControlRoute } from './route.js';

/** What each field of a request does. */
const CHANGES: { readonly [Field in keyof ClockRequest]-?: (clock: ClockControl, value: never) => object } = {
  freeze: (clock) => clock.freeze(),
  resume: (clock) => clock.resume(),
  set: (clock, time: string) => clock.set(time),
  advanceSeconds: (clock, seconds: number) => clock.advance(seconds),
  skewSeconds: (clock, seconds: number) => clock.skew(seconds),
};

function change(clock: ClockControl, body: unknown): object {
  checkInput('clockRequest', 'a change of the clock', body);
  const [[field, value] = ['freeze', true]] = Object.entries(body as ClockRequest);
  try {
    return CHANGES[field as keyof ClockRequest](clock, value as never);
  } catch (error) {
    throw error instanceof UserError ? new UserError(error.message, field) : error;
  }
}

/** The clock that the requests of a lane are judged by. */
export const clockRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/clock',
    name: 'getClock',
    summary: 'Returns what the clock shows.',
    query: ['lane'],
    answer: 'clock.answer',
    handle: ({ lane }) => lane().clock.state(),
  },
  {
    method: 'POST',
    path: '/clock',
    name: 'changeClock',
    summary: 'Freezes, resumes, sets, advances or skews the clock, and returns what it shows.',
    query: ['lane'],
    request: 'clock.request',
    answer: 'clock.answer',
    handle: ({ lane, body }) => change(lane().clock, body),
  },
];
