import { computed, signal } from '@preact/signals';
import { control } from '../api/control.js';
import type { Entry } from '../api/types.js';
import { matcher, prepare, readSearch } from './search.js';

/** How many exchanges the page keeps; the oldest are dropped first. */
export const MAX_ENTRIES = 10_000;

/** How many exchanges one answer of the journal can have. */
const PAGE_ENTRIES = 1_000;

/** Exchanges, newest first. */
export const entries = signal<readonly Entry[]>([]);

/** Whether new exchanges are shown as they come. */
export const live = signal(true);

/** What came while the list was paused. */
const held = signal<readonly Entry[]>([]);
export const heldCount = computed(() => held.value.length);

/** What was typed into the search field. */
export const search = signal('');

/** Whether the journal has been read once. */
export const isLoaded = signal(false);

/** The exchanges that the search finds. */
export const found = computed(() => {
  const query = readSearch(search.value);
  return query.length === 0 ? entries.value : entries.value.filter(matcher(query));
});

let waiting: Entry[] = [];

/** Merges what has come since the last frame: one change of the list a frame, however many exchanges there were. */
function merge(): void {
  const newestFirst = waiting.reverse();
  waiting = [];
  const target = live.peek() ? entries : held;
  const newest = (target.peek()[0] ?? entries.peek()[0])?.number ?? 0;
  const fresh = newestFirst.filter(({ number }) => number > newest);
  if (fresh.length > 0) target.value = [...fresh, ...target.peek()].slice(0, MAX_ENTRIES);
}

/** Adds exchanges, oldest first. Those that are already known are ignored. */
export function arrive(batch: readonly Entry[]): void {
  if (waiting.length === 0) requestAnimationFrame(merge);
  waiting.push(...batch);
  if (waiting.length > MAX_ENTRIES) waiting = waiting.slice(-MAX_ENTRIES);
}

/** Holds the list, or lets it go on with what has come in the meantime. */
export function toggleLive(): void {
  live.value = !live.value;
  if (!live.value) return;
  entries.value = [...held.value, ...entries.value].slice(0, MAX_ENTRIES);
  held.value = [];
}

/** Shows what the journal has; while the list is paused, what came since then is held back. */
function show(all: readonly Entry[]): void {
  const newest = entries.peek()[0]?.id;
  const known = live.peek() ? -1 : all.findIndex(({ id }) => id === newest);
  held.value = known < 0 ? [] : all.slice(0, known);
  if (known < 0) entries.value = all.slice(0, MAX_ENTRIES);
}

/** Reads the whole journal, as far as the page keeps it. */
export async function loadTraffic(): Promise<void> {
  const all: Entry[] = [];
  let before: number | undefined;
  do {
    const page = await control.journal({ limit: PAGE_ENTRIES, ...(before === undefined ? {} : { before }) });
    all.push(...page.entries);
    prepare(page.entries);
    before = page.next ?? undefined;
  } while (before !== undefined && all.length < MAX_ENTRIES);
  show(all);
  isLoaded.value = true;
}
