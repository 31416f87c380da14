import { signal } from '@preact/signals';
import { go, linkTo } from './route.js';

/** Whether the list of keys is shown. */
export const showsKeys = signal(false);

type Action = () => unknown;

const own = new Map<string, Action>();

/** Keys of the page that is shown; returns what takes them back. */
export function bindKeys(keys: Readonly<Record<string, Action>>): () => void {
  for (const [key, action] of Object.entries(keys)) own.set(key, action);
  return () => {
    for (const [key, action] of Object.entries(keys)) if (own.get(key) === action) own.delete(key);
  };
}

/** Puts the cursor into the search field of the page. */
function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>('[data-search]');
  if (field) field.select();
  else go(linkTo('traffic'));
}

const PAGES = ['traffic', 'moves', 'lanes', 'settings', 'docs'];

const everywhere: Readonly<Record<string, Action>> = {
  '/': focusSearch,
  '?': () => {
    showsKeys.value = true;
  },
  ...Object.fromEntries(PAGES.map((page, index) => [String(index + 1), () => go(linkTo(page))])),
};

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;

function leaveField(target: EventTarget | null): void {
  if (!(target instanceof HTMLElement)) return;
  target.blur();
  document.querySelector<HTMLElement>('[data-focus]')?.focus();
}

/** Buttons and links keep their own Enter and Space. */
const isPressed = (event: KeyboardEvent) =>
  ['Enter', ' '].includes(event.key) &&
  event.target instanceof HTMLElement &&
  event.target.closest('a, button, summary') !== null;

/** Where the focus is in a text that can be scrolled, these keys scroll it. */
const SCROLL_KEYS = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'];
const isScrolling = (event: KeyboardEvent) =>
  SCROLL_KEYS.includes(event.key) && event.target instanceof HTMLElement && event.target.closest('[data-scrolls]');

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (document.querySelector('dialog[open]')) return;
  if (isTyping(event.target)) {
    if (event.key === 'Escape') leaveField(event.target);
    return;
  }
  const action = isPressed(event) || isScrolling(event) ? undefined : (own.get(event.key) ?? everywhere[event.key]);
  if (!action) return;
  event.preventDefault();
  action();
}

/** What each key does, for people. */
export const KEYS = [
  ['/', 'Search'],
  ['j or ↓, k or ↑', 'Next and previous exchange'],
  ['Enter', 'Open the exchange'],
  ['Esc', 'Close the exchange, or leave the search'],
  ['c', 'Copy the link of the exchange'],
  ['r', 'Get the same answer again with the next request'],
  ['p', 'Pause the list, or let it go on'],
  ['1 to 5', 'Traffic, moves, lanes, settings, documentation'],
  ['?', 'This list'],
] as const;

export function listenToKeys(): void {
  addEventListener('keydown', onKey);
}
