import { isReachable, needsToken } from '../api/call.js';
import { control } from '../api/control.js';
import { noticeLane } from './lanes.js';
import { arrive, entries, isLoaded } from './traffic.js';

const POLL_MS = 1_000;
const POLL_ENTRIES = 200;

let newest = 0;

/** Asks for what has come since the last time. */
async function poll(): Promise<void> {
  const { entries: latest } = await control.journal({ limit: POLL_ENTRIES });
  const known = Math.max(newest, entries.peek()[0]?.number ?? 0);
  const fresh = latest.filter(({ number }) => number > known).reverse();
  newest = Math.max(known, latest[0]?.number ?? 0);
  for (const { lane } of fresh) noticeLane(lane);
  if (fresh.length > 0) arrive(fresh);
}

/** Follows the traffic as long as the page is open. */
export function follow(): void {
  const next = () => setTimeout(again, POLL_MS);
  const again = () => {
    if (!isLoaded.peek() || needsToken.peek() || (document.hidden && isReachable.peek())) return next();
    return poll()
      .catch(() => {})
      .then(next);
  };
  next();
}
