/** Where the simulator reports what it did; pino fits. */
export interface Log {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Reports nothing. */
export const silentLog: Log = { info: () => {}, error: () => {} };
