import { computed, signal } from '@preact/signals';
import type { Entry } from '../api/types.js';
import { exchangeLink, go, linkTo, place } from '../state/route.js';
import { found } from '../state/traffic.js';

/** The exchange that is open. */
export const openId = computed(() => (place.value.page === 'exchange' ? place.value.rest[0] : undefined));

/** The exchange that the keyboard is at; it stays there when others arrive above it. */
export const cursorId = signal<string | undefined>(undefined);

const wide = matchMedia('(min-width: 1100px)');

/** Whether the list stays visible beside an open exchange. */
export const isWide = signal(wide.matches);
wide.addEventListener('change', () => {
  isWide.value = wide.matches;
});

export function openExchange(id: string): void {
  cursorId.value = id;
  go(exchangeLink(id));
}

/** Closes what is open; the cursor stays. */
export function closeExchange(): void {
  if (openId.peek() !== undefined) go(linkTo('traffic'));
}

function indexOf(list: readonly Entry[], id: string | undefined): number {
  return id === undefined ? -1 : list.findIndex((entry) => entry.id === id);
}

/** Moves the cursor by a number of rows; an open exchange follows it. */
export function moveCursor(rows: number): void {
  const list = found.peek();
  const at = indexOf(list, cursorId.peek() ?? openId.peek());
  const next = list[at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + rows))];
  if (!next) return;
  cursorId.value = next.id;
  if (openId.peek() !== undefined) go(exchangeLink(next.id));
}
