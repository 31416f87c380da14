export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;

/** How much to log. */
export type LogLevel = (typeof LOG_LEVELS)[number];
