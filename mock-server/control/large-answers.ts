import type { ServerResponse } from 'node:http';

/** A full journal has a megabyte, and as an HTTP Archive several; writing that takes a quarter of a second. */
const MAX_UNREAD = 8;

/** Counts the large answers that clients have not read to their end, over all connections of a simulator. */
export function largeAnswers(maxUnread = MAX_UNREAD) {
  let unread = 0;
  /** Begins one; `false` when there are too many already. */
  return (response: ServerResponse): boolean => {
    if (unread >= maxUnread) return false;
    unread++;
    response.once('close', () => {
      unread--;
    });
    return true;
  };
}
