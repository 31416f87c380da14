export const LOG_LEVELS = ['silent', 'error', 'info', 'debug'] as const;

/** How much is logged. */
export type LogLevel = (typeof LOG_LEVELS)[number];
