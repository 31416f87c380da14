import { signal } from '@preact/signals';
import { CallError } from '../api/call.js';

/** A short message that disappears by itself. */
export interface Toast {
  readonly id: number;
  readonly kind: 'done' | 'failed';
  readonly text: string;
  readonly link?: { readonly text: string; readonly href: string };
}

const SHOWN_MS = 6_000;
const MAX_TOASTS = 3;
let made = 0;

export const toasts = signal<readonly Toast[]>([]);

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function say(text: string, more: Partial<Pick<Toast, 'kind' | 'link'>> = {}): void {
  const toast: Toast = { id: ++made, kind: 'done', text, ...more };
  const others = toasts.peek().filter((shown) => shown.text !== text);
  toasts.value = [...others, toast].slice(-MAX_TOASTS);
  setTimeout(() => dismiss(toast.id), SHOWN_MS);
}

/** What the page deals with by itself: it asks for the token, and shows another lane. */
const HANDLED = new Set(['token-required', 'unknown-lane']);

/** Says why something failed. What the simulator advises besides is meant for programs that call it. */
export function sayFailure(error: unknown): void {
  if (error instanceof CallError && HANDLED.has(error.code)) return;
  const text = error instanceof CallError ? error.message : String(error);
  say(text.charAt(0).toUpperCase() + text.slice(1), { kind: 'failed' });
}

/** Does something that the user asked for, and says how it ended. Resolves to whether it succeeded. */
export async function attempt(action: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await action();
    if (done !== undefined) say(done);
    return true;
  } catch (error) {
    sayFailure(error);
    return false;
  }
}
