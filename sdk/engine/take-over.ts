/** The parts of Node's and of web streams that are used here; a source may be neither. */
interface StreamLike {
  on?(event: 'error', listener: () => void): unknown;
  destroy?(): unknown;
  cancel?(): Promise<unknown>;
}

const nothing = () => undefined;

/**
 * Takes a stream over from the moment it is handed in. It may break before it is read, and an `error` event
 * without a listener ends the process; reading it later tells the error all the same.
 * @returns lets the stream go, read or not: an open one keeps its file or socket.
 */
export function takeOver(source: unknown): () => void {
  if (typeof source !== 'object' || source === null || !(Symbol.asyncIterator in source)) return nothing;
  const stream = source as StreamLike;
  stream.on?.('error', nothing);
  return () => {
    stream.destroy?.();
    // a web stream that is being read is locked and ends with its reader
    stream.cancel?.().catch(nothing);
  };
}
