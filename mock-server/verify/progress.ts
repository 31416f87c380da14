import { writeRow } from './report-table.js';
import type { CaseResult } from './result.js';

/** Prints results as they come. */
export interface Progress {
  start(planned: number): void;
  result(result: CaseResult): void;
  /** Removes what only a running command shows. */
  end(): void;
}

/** Without a terminal, there is a line of progress after this many results. */
const PLAIN_STEP = 50;
const CLEAR_LINE = '\r\x1b[K';

/**
 * Creates a progress printer: a line for each case, and below them the count, the rate and what is left. On a screen,
 * that last line is always the last one; otherwise it is printed from time to time, without control characters.
 * @param isScreen whether colors and control characters are understood and wanted
 */
export function createProgress(print: (text: string) => void, isScreen: boolean): Progress {
  let [planned, done, startedMs] = [0, 0, 0];
  const status = () => {
    const seconds = Math.max(0.001, (performance.now() - startedMs) / 1000);
    const rate = done / seconds;
    return `${done} of ${planned}, ${rate.toFixed(rate < 10 ? 1 : 0)} per second, ${planned - done} left`;
  };
  return {
    start: (total) => {
      [planned, startedMs] = [total, performance.now()];
      if (isScreen) print(status());
    },
    result: (result) => {
      done++;
      const row = writeRow(result, isScreen);
      if (isScreen) print(CLEAR_LINE + row + status());
      else print(done % PLAIN_STEP === 0 && done < planned ? `${row}${status()}\n` : row);
    },
    end: () => {
      if (isScreen) print(CLEAR_LINE);
    },
  };
}
