import type { Writable } from 'node:stream';

/** How much may wait for a reader, in bytes; a request in the log takes about 400. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** Output that never waits for its reader: what a slow reader leaves no room for is dropped and counted. */
export interface Output {
  write(text: string): void;
  /** Called with the number of dropped texts once the reader has caught up. */
  onCatchUp(report: (dropped: number) => void): void;
  /**
   * Waits until everything is read.
   * @returns false when that takes longer than `timeoutMs`.
   */
  flush(timeoutMs: number): Promise<boolean>;
}

/** Node writes to a terminal synchronously, so that Ctrl-S would stop the process; there is no public way to change that. */
function stopBlocking(stream: Writable): void {
  const { _handle: handle } = stream as { _handle?: { setBlocking?(blocking: boolean): unknown } };
  handle?.setBlocking?.(false);
}

/** Writes to a stream of the process without waiting for its reader. */
export function boundedOutput(stream: Writable, maxWaitingBytes = MAX_WAITING_BYTES): Output {
  let dropped = 0;
  let broken = false;
  let report: (dropped: number) => void = () => {};
  const catchUp = () => {
    if (dropped === 0 || broken) return;
    const count = dropped;
    dropped = 0;
    report(count);
  };
  stopBlocking(stream);
  stream.on('drain', catchUp).once('error', () => {
    broken = true; // such as a closed pipe: nobody can read any more
  });
  const everythingRead = async () => {
    do await new Promise<unknown>((resolve) => stream.write('', resolve));
    while (stream.writableLength > 0 && !broken);
  };
  return {
    write: (text) => {
      if (broken) return;
      if (stream.writableLength + text.length <= maxWaitingBytes) stream.write(text);
      else dropped++;
    },
    onCatchUp: (callback) => {
      report = callback;
    },
    flush: async (timeoutMs) => {
      if (broken || stream.writableLength === 0) return true;
      let timer: NodeJS.Timeout | undefined;
      const timedOut = new Promise<boolean>((resolve) => {
        timer = setTimeout(resolve, timeoutMs, false);
      });
      const isRead = await Promise.race([everythingRead().then(() => true), timedOut]);
      clearTimeout(timer);
      return isRead;
    },
  };
}
