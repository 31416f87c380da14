import { signal } from '@preact/signals';
import { control } from '../api/control.js';

/** How many pictures the page keeps; one takes a few thousand bytes. */
const MAX_PICTURES = 1_000;

/** How many are loaded at once: a browser has only six connections for each host, and the list has rows on end. */
const AT_ONCE = 2;

/** Small pictures of the documents of exchanges, by exchange; null when there is none. */
export const pictures = signal<ReadonlyMap<string, string | null>>(new Map());

/** Exchanges whose pictures are wanted; the latest is loaded first, since it is what is visible now. */
const wanted: string[] = [];
let loading = 0;

async function load(id: string): Promise<void> {
  const { request } = await control.entry(id);
  const found = request?.documents.find(({ thumbnail }) => thumbnail !== null)?.thumbnail ?? null;
  pictures.value = new Map([...pictures.value, [id, found] as const].slice(-MAX_PICTURES));
}

function loadNext(): void {
  if (loading >= AT_ONCE) return;
  const id = wanted.pop();
  if (id === undefined) return;
  loading += 1;
  load(id)
    .catch(() => {}) // an exchange that is not in the journal any more has no picture
    .finally(() => {
      loading -= 1;
      loadNext();
    });
}

/**
 * Loads the picture of an exchange, unless it is known.
 * @returns what ends that when it has not begun
 */
export function wantPicture(id: string): () => void {
  if (pictures.peek().has(id)) return () => {};
  wanted.push(id);
  loadNext();
  return () => {
    const at = wanted.indexOf(id);
    if (at >= 0) wanted.splice(at, 1);
  };
}
