import { type Logger, pino } from 'pino';

export const LOG_LEVELS = ['silent', 'error', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Fields that must never be printed, wherever somebody logs an object that has them. */
const SECRET_FIELDS = [
  'secretKey',
  'clientPrivateKey',
  'partnerPrivateKey',
  'attachmentContent',
  'headers.signature',
  'headers["ach-access-sign"]',
  'headers["ach-access-key"]',
];

/** One line a request: JSON when piped, readable at a terminal. */
export async function createLogger(level: LogLevel): Promise<Logger> {
  const options = { level, redact: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]) };
  if (!process.stdout.isTTY) return pino(options);
  const { default: pretty } = await import('pino-pretty');
  const stream = pretty({
    ignore: 'pid,hostname,id,at,method,path,httpStatus,rule,reason,move,bodyBytes,partner,operation,code,tookMs',
    messageFormat: '{partner} {operation} {code} ({tookMs} ms, {id}): {msg}',
    translateTime: 'HH:MM:ss',
    sync: true,
  });
  return pino(options, stream);
}
