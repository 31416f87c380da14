export const DEFAULT_PORT = 4010;
const MAX_PORT = 65_535;

/** Where `sparring start` listens by default. */
export const DEFAULT_URL = `http://127.0.0.1:${DEFAULT_PORT}`;

/** Parses a port from the command line or the environment; `undefined` when it is not a port. */
export function readPort(text: string): number | undefined {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return port <= MAX_PORT ? port : undefined;
}
