import { effect } from '@preact/signals';
import { isReachable, needsToken } from '../api/call.js';
import { readEvents } from '../api/event-stream.js';
import type { Entry } from '../api/types.js';
import { noticeLane } from './lanes.js';
import { loadBoardSoon } from './rules.js';
import { arrive, entries, loadTraffic } from './traffic.js';

/** How long to wait before the simulator is asked again. */
const RETRY_MS = 1_000;

/** Shows exchanges as they come, until the simulator ends the stream. */
async function watch(signal: AbortSignal): Promise<void> {
  await loadTraffic();
  const after = entries.peek()[0]?.number ?? 0;
  for await (const events of readEvents('/journal/events', { after }, signal)) {
    const arrived = events.filter(({ name }) => name === 'entry').map(({ data }) => JSON.parse(data) as Entry);
    for (const { lane } of arrived) noticeLane(lane);
    arrive(arrived);
    if (arrived.some(({ move }) => move?.by === 'rule')) loadBoardSoon();
    // the simulator left something out, or ends the stream: start over
    if (events.some(({ name }) => name !== 'entry')) return;
  }
}

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Watches until it is aborted; whatever ends a stream, it is started again. */
async function watchOn(signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !needsToken.peek()) {
    try {
      await watch(signal);
      isReachable.value = signal.aborted || isReachable.value;
    } catch {
      // said by the mark in the head of the page, which turns red when the simulator cannot be reached
    }
    await wait(RETRY_MS);
  }
}

let watching = new AbortController();

function restart(): void {
  watching.abort();
  watching = new AbortController();
  if (document.hidden) return;
  watchOn(watching.signal).catch(() => {});
}

/**
 * Follows the traffic while the page is visible. A hidden page gives its connection back: a browser has only six for
 * each host, for all of its tabs.
 */
export function follow(): void {
  document.addEventListener('visibilitychange', restart);
  effect(() => {
    if (!needsToken.value) restart();
  });
}
