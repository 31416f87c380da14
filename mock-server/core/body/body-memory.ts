/** The memory for the bodies of all requests in flight, over all connections of a simulator. */
export class BodyMemory {
  readonly maxBytes: number;
  heldBytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }
}

/** What one request keeps of its body. */
export class HeldBytes {
  readonly memory: BodyMemory;
  #bytes = 0;

  constructor(memory: BodyMemory) {
    this.memory = memory;
  }

  /** Counts bytes that are about to be kept; `false` when there is no room for them, and they must not be kept. */
  take(bytes: number): boolean {
    const heldBytes = this.memory.heldBytes + bytes;
    if (heldBytes > this.memory.maxBytes) return false;
    this.memory.heldBytes = heldBytes;
    this.#bytes += bytes;
    return true;
  }

  /** Nothing is kept any more; can be called again. */
  release(): void {
    this.memory.heldBytes -= this.#bytes;
    this.#bytes = 0;
  }
}
