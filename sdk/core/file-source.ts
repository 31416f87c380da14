/** Bytes that arrive: a Node or a web stream, or any async iterable of chunks. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** A stream that can be opened again, of a known length. */
export interface ReopenableSource {
  open(): ByteStream | Promise<ByteStream>;
  readonly lengthBytes: number;
  readonly filename?: string | undefined;
}

/**
 * A document: its bytes, a Blob or File, the path of a file (a string or a `file:` URL), a stream, or a
 * stream that can be opened again. A bare stream is read once: its call is never retried.
 */
export type FileSource = Uint8Array | ArrayBuffer | Blob | string | URL | ByteStream | ReopenableSource;
