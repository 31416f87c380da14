/** Where the simulator logs what it did; a pino logger fits. */
export interface Log {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Logs nothing. */
export const silentLog: Log = { info: () => {}, error: () => {} };
