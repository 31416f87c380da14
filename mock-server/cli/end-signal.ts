import type { EventEmitter } from 'node:events';
import { constants } from 'node:os';

const END_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;
type EndSignalName = (typeof END_SIGNALS)[number];

/** A terminal and `npm` can both send the signal of one Ctrl-C; a person takes longer for a second one. */
const SAME_MS = 500;

/** What ends a process in order. */
export interface EndSignal {
  /** The first signal; before this is called, every signal ends the process at once. */
  wait(): Promise<void>;
}

/**
 * Ends this process by a signal: `process.exit` waits for a read that never ends, such as that of a named pipe. The first
 * process of a container survives it.
 */
function endBy(signal: EndSignalName): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  process.exit(128 + constants.signals[signal]);
}

/**
 * Takes the signals that end a process. The first one is for the process to end in order, unless it has not come so far
 * yet; a further one ends it at once, whatever it is doing. Without this, the first process of a container would
 * ignore them.
 * @param now a clock, in milliseconds
 */
export function takeEndSignals(
  source: Pick<EventEmitter, 'on'> = process,
  end: (signal: EndSignalName) => void = endBy,
  now: () => number = () => performance.now(),
): EndSignal {
  let proceed: (() => void) | undefined;
  let endedMs: number | undefined;
  for (const signal of END_SIGNALS) {
    source.on(signal, () => {
      if (endedMs === undefined && proceed) {
        endedMs = now();
        proceed();
      } else if (endedMs === undefined || now() - endedMs > SAME_MS) end(signal);
    });
  }
  return {
    wait: () =>
      new Promise((resolve) => {
        proceed = resolve;
      }),
  };
}
