/** Passes on what happens to those who watch. */
export interface Feed<Event> {
  publish(event: Event): void;
  /**
   * Calls a listener, which must not throw, with every event from now on.
   * @returns what ends that.
   */
  watch(listener: (event: Event) => void): () => void;
}

export function createFeed<Event>(): Feed<Event> {
  const listeners = new Set<(event: Event) => void>();
  return {
    publish: (event) => {
      // mostly nobody watches, and an iterator costs more than this question
      if (listeners.size > 0) for (const listener of listeners) listener(event);
    },
    watch: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
