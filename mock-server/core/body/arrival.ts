import type { IncomingMessage } from 'node:http';

/** How the arrival of a body ended. */
export type ArrivalEnd = 'complete' | 'over-limit' | 'too-slow' | 'aborted' | 'no-room';

/** The arrival ends as `too-slow` when it takes longer. */
export interface ArrivalTimes {
  /** Without a byte, in milliseconds. */
  readonly idleMs: number;
  /** From the first to the last byte, in milliseconds. */
  readonly totalMs: number;
}

export interface ArrivalLimits extends ArrivalTimes {
  /** Above this many bytes, the arrival ends as `over-limit`. */
  readonly maxBytes: number;
}

export interface ArrivalOptions extends ArrivalLimits {
  /** Returns `false` to end the arrival as `no-room`. */
  readonly onChunk?: ((chunk: Buffer) => unknown) | undefined;
}

export interface Arrival {
  readonly end: ArrivalEnd;
  readonly sizeBytes: number;
}

/** How much of an unread body is discarded around its answer, and how long that may take. */
export const LINGER: ArrivalLimits = { maxBytes: 512 * 1024 * 1024, idleMs: 5_000, totalMs: 60_000 };

/** A nested closure would keep its whole scope alive, such as a body, as long as the request. */
const ignore = () => {};

/** Consumes a body and counts its bytes, which are only passed to `onChunk`. */
export function watchArrival(raw: IncomingMessage, options: ArrivalOptions): Promise<Arrival> {
  const { maxBytes, idleMs, totalMs, onChunk } = options;
  if (raw.readableEnded) return Promise.resolve({ end: 'complete', sizeBytes: 0 });
  if (raw.destroyed) return Promise.resolve({ end: 'aborted', sizeBytes: 0 });
  return new Promise((resolve) => {
    let sizeBytes = 0;
    const startedMs = performance.now();
    const finish = (end: ArrivalEnd) => {
      clearTimeout(timer);
      raw.off('data', onData).off('end', onEnd).off('close', onClose);
      resolve({ end, sizeBytes });
    };
    const timer = setTimeout(finish, idleMs, 'too-slow');
    const onData = (chunk: Buffer) => {
      sizeBytes += chunk.length;
      timer.refresh();
      if (sizeBytes > maxBytes) finish('over-limit');
      else if (performance.now() - startedMs > totalMs) finish('too-slow');
      else if (onChunk?.(chunk) === false) finish('no-room');
    };
    const onEnd = () => finish('complete');
    const onClose = () => finish('aborted');
    raw.on('error', ignore); // 'close' reports a reset
    raw.on('data', onData).on('end', onEnd).on('close', onClose);
  });
}

/**
 * Discards the rest of a body, so that a client that is still sending gets its answer instead of a connection
 * reset: without this, up to nine in ten clients lose an early answer.
 */
export function discard(raw: IncomingMessage, limits: ArrivalOptions): Promise<Arrival> {
  raw.unpipe();
  const arrival = watchArrival(raw, limits);
  raw.resume(); // the last unpipe pauses the request, and adding a listener does not resume it
  return arrival;
}
