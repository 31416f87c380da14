/** The entries that were written last, oldest first. */
export interface LatestEntries<Value> {
  get(key: string): Value | undefined;
  /** An entry that is written again becomes the latest. */
  set(key: string, value: Value): void;
  delete(key: string): void;
  values(): IterableIterator<Value>;
  entries(): IterableIterator<[string, Value]>;
  clear(): void;
}

/**
 * Keeps a number of entries. One iterator walks behind them all the time: a new one would have to pass all that was
 * deleted at the front of the map before it finds the oldest entry, tens of thousands in a large map.
 */
export function latestEntries<Value>(maxEntries: number): LatestEntries<Value> {
  const entries = new Map<string, Value>();
  const oldest = entries.keys();
  return {
    get: (key) => entries.get(key),
    set: (key, value) => {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size > maxEntries) entries.delete(oldest.next().value ?? key);
    },
    delete: (key) => {
      entries.delete(key);
    },
    values: () => entries.values(),
    entries: () => entries.entries(),
    clear: () => entries.clear(),
  };
}
