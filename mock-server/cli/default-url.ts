export const DEFAULT_PORT = 4010;

/** Where `sparring start` listens when nothing else is said. */
export const DEFAULT_URL = `http://127.0.0.1:${DEFAULT_PORT}`;
