/** The parts of Node's and of web streams that are used here; a source may be neither. */
interface StreamLike {
  on?(event: 'error', listener: () => void): unknown;
  destroy?(): unknown;
  cancel?(): Promise<unknown>;
}

const ignore = () => undefined;

function release(stream: StreamLike): void {
  stream.destroy?.();
  // a web stream that is being read is locked and ends with its reader
  stream.cancel?.().catch(ignore);
}

/**
 * The streams of one call. The only place that destroys a stream, read or not: an open one keeps its file
 * or socket.
 */
export class OwnedStreams {
  readonly #streams: StreamLike[] = [];
  #released = false;

  /** Takes a stream over; anything that is not a stream is ignored. */
  add(source: unknown): void {
    if (typeof source !== 'object' || source === null || !(Symbol.asyncIterator in source)) return;
    const stream = source as StreamLike;
    // it may break before it is read, and an `error` event without a listener ends the process
    stream.on?.('error', ignore);
    // a stream may be opened only after its call has ended
    if (this.#released) release(stream);
    else this.#streams.push(stream);
  }

  /** Destroys every stream, those that are added later included. */
  release(): void {
    this.#released = true;
    for (const stream of this.#streams) release(stream);
  }
}

/** Runs a call that owns its source from the moment it was passed in. */
export async function withOwnedStreams<Value>(
  source: unknown,
  work: (streams: OwnedStreams) => Promise<Value>,
): Promise<Value> {
  const streams = new OwnedStreams();
  streams.add(source);
  try {
    return await work(streams);
  } finally {
    streams.release();
  }
}
