import type { JournalEntry } from '../state/journal.js';
import { type Call, type Connection, openStream } from './call-control.js';
import { ControlError } from './control-error.js';
import { readEvents, type ServerEvent } from './read-events.js';

/** How often in a row it tries to connect again, and how long it waits before, in milliseconds. */
const MAX_TRIES = 5;
const PAUSE_MS = 1_000;

const isRefused = (error: unknown) => error instanceof ControlError && error.httpStatus !== undefined;

/** Waits, at most until the signal. */
function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, PAUSE_MS);
    signal.addEventListener('abort', end);
  });
}

/** Opens the stream; after an interruption, several times. `undefined` when the signal ended it. */
async function connect(
  open: () => Promise<Response>,
  signal: AbortSignal,
  isAgain: boolean,
): Promise<Response | undefined> {
  for (let triesLeft = isAgain ? MAX_TRIES : 1; !signal.aborted; await pause(signal)) {
    try {
      return await open();
    } catch (error) {
      triesLeft -= 1;
      if (!signal.aborted && (triesLeft === 0 || isRefused(error))) throw error;
    }
  }
  return undefined;
}

/** Ends quietly where the connection is interrupted, of which `fetch` makes a TypeError. */
async function* untilInterrupted(events: AsyncIterable<ServerEvent>): AsyncGenerator<ServerEvent> {
  try {
    yield* events;
  } catch (error) {
    if (!(error instanceof TypeError) && (error as Error).name !== 'AbortError') throw error;
  }
}

/** The entries of a journal from now on, oldest first. After an interruption, it continues where it was. */
export async function* followJournal(
  connection: Connection,
  call: Call,
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<JournalEntry> {
  let seen: string | undefined;
  const open = () => {
    const last: Record<string, string> = seen === undefined ? {} : { 'last-event-id': seen };
    return openStream(connection, call, { accept: 'text/event-stream', ...last }, signal);
  };
  for (;;) {
    const response = await connect(open, signal, seen !== undefined);
    if (!response?.body) return;
    for await (const { name, id, data } of untilInterrupted(readEvents(response.body))) {
      if (name === 'closing') return;
      seen = id ?? seen;
      if (name === 'entry') yield JSON.parse(data);
    }
  }
}
