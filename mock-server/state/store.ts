import { latestEntries } from './latest-entries.js';

/** Stores values by key. It is asynchronous so that an external engine can replace it. */
export interface Store<Value> {
  get(key: string): Promise<Value | undefined>;
  set(key: string, value: Value): Promise<void>;
  delete(key: string): Promise<void>;
  clear(): Promise<void>;
}

/** One promise for all writes, because there is nothing to wait for. */
const DONE = Promise.resolve();

/** A store in memory that drops its oldest entry when it is full. */
export function memoryStore<Value>(maxEntries: number): Store<Value> {
  const entries = latestEntries<Value>(maxEntries);
  return {
    get: (key) => Promise.resolve(entries.get(key)),
    set: (key, value) => {
      entries.set(key, value);
      return DONE;
    },
    delete: (key) => {
      entries.delete(key);
      return DONE;
    },
    clear: async () => entries.clear(),
  };
}
