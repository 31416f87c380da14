/** Where the simulator logs what it did; a pino logger fits. */
export interface Log {
  info(fields: object, message: string): void;
  /** What somebody should look at; default: `info`. */
  warn?(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

function ignoreFailure(write: () => unknown): void {
  try {
    const written = write();
    if (written instanceof Promise) written.catch(() => {});
  } catch {
    // the answer matters more than its log line
  }
}

/** A log whose failures change no answer, also when it is asynchronous. */
export const guardedLog = (log: Log): Required<Log> => ({
  info: (fields, message) => ignoreFailure(() => log.info(fields, message)),
  warn: (fields, message) => ignoreFailure(() => (log.warn ? log.warn(fields, message) : log.info(fields, message))),
  error: (fields, message) => ignoreFailure(() => log.error(fields, message)),
});

/** Logs nothing. */
export const silentLog: Log = { info: () => {}, error: () => {} };
