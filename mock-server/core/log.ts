/** Where the simulator tells what it did; pino fits. */
export interface Log {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Tells nothing. */
export const silentLog: Log = { info: () => {}, error: () => {} };
