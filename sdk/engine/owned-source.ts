import type { FileSource } from '../core/file-source.js';

/** The parts of Node's and of web streams that are used here; a source may be neither. */
interface StreamLike {
  on?(event: 'error', listener: () => void): unknown;
  destroy?(): unknown;
  cancel?(): Promise<unknown>;
}

const ignore = () => undefined;

function destroy(stream: StreamLike): void {
  stream.destroy?.();
  // a web stream that is being read is locked and ends with its reader
  stream.cancel?.().catch(ignore);
}

/**
 * The source of one call, from the moment it was passed in. The only place that copies the caller's bytes
 * and that destroys a stream, read or not: an open one keeps its file or socket.
 */
export class OwnedSource {
  readonly source: FileSource;
  readonly #streams: StreamLike[] = [];
  #bytes: Buffer<ArrayBuffer> | undefined;
  #released = false;

  constructor(source: FileSource) {
    this.source = source;
    // copied at once: the caller may use its buffer for the next document as soon as the call has returned
    if (source instanceof Uint8Array) this.#bytes = Buffer.from(source);
    if (source instanceof ArrayBuffer) this.#bytes = Buffer.from(new Uint8Array(source));
    this.own(source);
  }

  /** Hands over the copy of the caller's bytes, if that is what the source was; once. */
  takeBytes(): Buffer<ArrayBuffer> | undefined {
    const bytes = this.#bytes;
    this.#bytes = undefined;
    return bytes;
  }

  /** Takes over a stream; anything else is ignored. */
  own(stream: unknown): void {
    if (typeof stream !== 'object' || stream === null || !(Symbol.asyncIterator in stream)) return;
    const owned = stream as StreamLike;
    // it may break before it is read, and an `error` event without a listener ends the process
    owned.on?.('error', ignore);
    // a stream may be opened only after its call has ended
    if (this.#released) destroy(owned);
    else this.#streams.push(owned);
  }

  /** Destroys every stream, those that are taken over later included. */
  release(): void {
    this.#released = true;
    this.#bytes = undefined;
    for (const stream of this.#streams) destroy(stream);
  }
}

/** Runs a call that owns its source. */
export async function withOwnedSource<Value>(
  source: FileSource,
  work: (owned: OwnedSource) => Promise<Value>,
): Promise<Value> {
  const owned = new OwnedSource(source);
  try {
    return await work(owned);
  } finally {
    owned.release();
  }
}
