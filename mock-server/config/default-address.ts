export const DEFAULT_PORT = 4010;
const MAX_PORT = 65_535;

/** Where `sparring start` listens when nothing else is said. */
export const DEFAULT_URL = `http://127.0.0.1:${DEFAULT_PORT}`;

/** Reads a port as written on the command line or in the environment; undefined when it is none. */
export function readPort(text: string): number | undefined {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return port <= MAX_PORT ? port : undefined;
}
