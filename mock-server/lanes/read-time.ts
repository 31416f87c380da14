import { UserError } from '../core/user-error.js';
import { isUsableTime } from '../state/clock.js';

/** `Date` would also read texts such as `1` or `May 5`, in the time zone of this machine. */
const ISO_8601 = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** `Date` would read February 30 as March 2. */
function isDay(text: string): boolean {
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
}

/**
 * Reads a time.
 * @param field what it is in the input
 * @throws UserError when it is not ISO 8601 with a time zone, or outside of the years 1970 to 9999.
 */
export function readTime(time: Date | string, field: string): Date {
  const isText = typeof time === 'string' && ISO_8601.test(time) && isDay(time);
  const read = isText || time instanceof Date ? new Date(time) : undefined;
  if (read && isUsableTime(read.getTime())) return read;
  const message =
    'the time must be ISO 8601 with a time zone, such as 2026-01-31T12:00:00Z, from the years 1970 to 9999';
  throw new UserError(message, field);
}
