import type { ServerResponse } from 'node:http';
import { markEndless } from '../core/open-end.js';
import { UserError } from '../core/user-error.js';
import type { Lanes } from '../lanes/lanes.js';
import { type JournalEntry, type JournalFilter, matches } from '../state/journal.js';

/** What a watcher wants to see. */
export interface JournalWatch {
  /** Default: those of all lanes. */
  readonly lane?: string | undefined;
  /** What it missed is sent first: the entries after this number, as far as they are still there. */
  readonly after?: number | undefined;
  readonly filter: Omit<JournalFilter, 'since' | 'before' | 'after' | 'limit'>;
}

/** Sends the journal as it grows, as server-sent events. */
export interface JournalEvents {
  /**
   * Prepares to send entries.
   * @returns what starts to send them.
   * @throws UserError when there is no such lane, or when too many watch.
   */
  watch(watch: JournalWatch): (response: ServerResponse) => void;
}

interface EventsInput {
  readonly lanes: Lanes;
  /** Aborted when the simulator closes. */
  readonly closing: AbortSignal;
  /** How often a sign of life is sent; default: 15,000. */
  readonly heartbeatMs?: number;
  /** How much a slow watcher may have to catch up with; default: 1 MiB. */
  readonly maxWaitingBytes?: number;
}

interface Watcher {
  readonly response: ServerResponse;
  readonly wants: (entry: JournalEntry) => boolean;
  /** What happens while it gets what it missed. */
  pending: JournalEntry[] | undefined;
}

/** How many can watch at once. */
const MAX_WATCHERS = 32;
/** How many entries a watcher can have missed. */
const MAX_MISSED = 1_000;
const HEARTBEAT_MS = 15_000;
const MAX_WAITING_BYTES = 1024 * 1024;
/** How long a browser waits before it connects again, in milliseconds. */
const RETRY_MS = 1_000;

/** `connection: close`, because a connection that is idle afterwards would delay the end of the simulator. */
const HEAD = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  connection: 'close',
};

const event = (name: string, data: object, id?: number) =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

const entryEvent = (entry: JournalEntry) => event('entry', entry, entry.number);

/** Whether a watcher wants to see an entry; throws a `UserError` when there is no such lane. */
function wantedBy({ lane, filter }: JournalWatch, lanes: Lanes): (entry: JournalEntry) => boolean {
  if (lane !== undefined) lanes.get(lane);
  const isWanted = matches(filter);
  return (entry) => (lane === undefined || entry.lane === lane) && isWanted(entry);
}

/** What a watcher may have missed. */
interface Missed {
  /** The number of the last entry before. */
  readonly after: number;
  /** Oldest first. */
  readonly entries: readonly JournalEntry[];
}

/** Finds what a watcher missed; one that saw entries of an earlier run has missed all of this one. */
async function missedBy({ lane, after, filter }: JournalWatch, lanes: Lanes): Promise<Missed> {
  const [newest] = await lanes.journal({ limit: 1 });
  const { number = 0 } = newest ?? {};
  if (after === undefined) return { after: number, entries: [] };
  const wanted = { ...filter, after: newest && after > number ? 0 : after, limit: MAX_MISSED };
  const found = await (lane === undefined ? lanes.journal(wanted) : lanes.get(lane).journal.find(wanted));
  return { after: wanted.after, entries: [...found].reverse() };
}

/** The watchers and what is written to them. */
function createWatchers(maxWaitingBytes: number) {
  const watchers = new Set<Watcher>();
  const end = (watcher: Watcher, name: string, data: object): void => {
    watchers.delete(watcher);
    watcher.response.end(event(name, data));
  };
  const send = (watcher: Watcher, entry: JournalEntry, text = entryEvent(entry)): void => {
    if (!watchers.has(watcher)) return;
    watcher.response.write(text);
    if (watcher.response.writableLength <= maxWaitingBytes) return;
    end(watcher, 'dropped', { reason: 'you read more slowly than requests arrive', after: entry.number });
  };
  const publish = (entry: JournalEntry): void => {
    let text: string | undefined;
    for (const watcher of watchers) {
      if (!watcher.wants(entry)) continue;
      text ??= entryEvent(entry);
      if (watcher.pending) watcher.pending.push(entry);
      else send(watcher, entry, text);
    }
  };
  const catchUp = (watcher: Watcher, { after, entries: missed }: Missed): void => {
    const [first] = missed;
    if (watchers.has(watcher)) watcher.response.write(`retry: ${RETRY_MS}\nid: ${after}\n\n`);
    if (first && missed.length === MAX_MISSED) {
      watcher.response.write(event('gap', { reason: 'older entries are left out', before: first.number }));
    }
    const seen = new Set(missed.map(({ id }) => id));
    const pending = watcher.pending ?? [];
    watcher.pending = undefined;
    for (const entry of [...missed, ...pending.filter(({ id }) => !seen.has(id))]) send(watcher, entry);
  };
  const endAll = (name: string, data: object): void => {
    for (const watcher of watchers) end(watcher, name, data);
  };
  const beat = (): void => {
    for (const { response } of watchers) response.write(': nothing new\n\n');
  };
  return { watchers, publish, catchUp, endAll, beat };
}

const CLOSING = { reason: 'the simulator closes' };

/** Prepares to send the journal of a simulator. Nothing runs while nobody watches. */
export function createJournalEvents(input: EventsInput): JournalEvents {
  const { lanes, closing, heartbeatMs = HEARTBEAT_MS, maxWaitingBytes = MAX_WAITING_BYTES } = input;
  const { watchers, publish, catchUp, endAll, beat } = createWatchers(maxWaitingBytes);
  let stop: (() => void) | undefined;
  const begin = () => {
    const unwatch = lanes.watch(publish);
    const timer = setInterval(beat, heartbeatMs).unref();
    stop = () => {
      unwatch();
      clearInterval(timer);
      stop = undefined;
    };
  };
  const add = (watcher: Watcher) => {
    watchers.add(watcher);
    if (!stop) begin();
    watcher.response.once('close', () => {
      watchers.delete(watcher);
      if (watchers.size === 0) stop?.();
    });
  };
  closing.addEventListener('abort', () => endAll('closing', CLOSING));
  return {
    watch: (watch) => {
      const wants = wantedBy(watch, lanes);
      if (watchers.size >= MAX_WATCHERS) {
        throw new UserError(`${MAX_WATCHERS} already watch the journal`, undefined, { code: 'too-many' });
      }
      return (response) => {
        const watcher: Watcher = { response, wants, pending: [] };
        markEndless(response);
        response.on('error', () => {}); // 'close' reports a reset
        response.writeHead(200, HEAD).flushHeaders();
        add(watcher);
        if (closing.aborted) endAll('closing', CLOSING);
        missedBy(watch, lanes).then(
          (missed) => catchUp(watcher, missed),
          () => response.destroy(),
        );
      };
    },
  };
}
