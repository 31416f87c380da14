import type { IncomingMessage } from 'node:http';

/** How the arrival of a body ended. */
export type ArrivalEnd = 'whole' | 'over-cap' | 'too-slow' | 'cut-off';

export interface ArrivalOptions {
  /** Above this many bytes the arrival is given up. */
  readonly capBytes: number;
  /** Give up when no byte came for so long. */
  readonly idleMs: number;
  readonly onChunk?: ((chunk: Buffer) => void) | undefined;
}

export interface Arrival {
  readonly end: ArrivalEnd;
  readonly sizeBytes: number;
}

/** How long a body may pause before it is given up, in milliseconds. */
export const BODY_IDLE_MS = 30_000;

/** How much of a body that nobody reads is thrown away around its answer, and how long a pause may be. */
export const LINGER = { capBytes: 512 * 1024 * 1024, idleMs: 5_000 };

/** Lets a body flow to its end, counting it; the bytes themselves are only lent to `onChunk`. */
export function watchArrival(raw: IncomingMessage, { capBytes, idleMs, onChunk }: ArrivalOptions): Promise<Arrival> {
  if (raw.readableEnded) return Promise.resolve({ end: 'whole', sizeBytes: 0 });
  if (raw.destroyed) return Promise.resolve({ end: 'cut-off', sizeBytes: 0 });
  return new Promise((resolve) => {
    let sizeBytes = 0;
    const finish = (end: ArrivalEnd) => {
      clearTimeout(timer);
      raw.off('data', onData).off('end', onEnd).off('close', onClose);
      resolve({ end, sizeBytes });
    };
    const timer = setTimeout(finish, idleMs, 'too-slow');
    const onData = (chunk: Buffer) => {
      sizeBytes += chunk.length;
      timer.refresh();
      if (sizeBytes > capBytes) finish('over-cap');
      else onChunk?.(chunk);
    };
    const onEnd = () => finish('whole');
    const onClose = () => finish('cut-off');
    raw.on('error', () => {}); // a reset is told by 'close'
    raw.on('data', onData).once('end', onEnd).once('close', onClose);
  });
}

/**
 * Throws the rest of a body away, so that a client that is still sending reads its answer instead of a
 * reset connection: answering early loses the answer for up to nine clients of ten.
 */
export function discard(raw: IncomingMessage, capBytes: number, idleMs: number): Promise<Arrival> {
  raw.unpipe();
  const arrival = watchArrival(raw, { capBytes, idleMs });
  raw.resume(); // the last unpipe pauses the request, and a listener alone does not wake it
  return arrival;
}
