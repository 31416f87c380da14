/** Stores values by key. It is asynchronous so that an external engine can replace it. */
export interface Store<Value> {
  get(key: string): Promise<Value | undefined>;
  set(key: string, value: Value): Promise<void>;
  clear(): Promise<void>;
}

/** A store in memory that drops its oldest entry when it is full. */
export function memoryStore<Value>(maxEntries: number): Store<Value> {
  const entries = new Map<string, Value>();
  return {
    get: async (key) => entries.get(key),
    set: async (key, value) => {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size <= maxEntries) return;
      const oldest = entries.keys().next();
      if (!oldest.done) entries.delete(oldest.value);
    },
    clear: async () => entries.clear(),
  };
}
