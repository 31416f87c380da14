import { type Logger, pino } from 'pino';
import { partnerModules } from '../generated/partners.js';
import type { LogLevel } from './log-level.js';
import type { Output } from './output.js';

/** Fields that must never be logged, whichever object contains them: keys, signatures and documents. */
function secretFields(): readonly string[] {
  return partnerModules.flatMap(({ contract, credentialFields, secretFields: documents = [] }) => [
    ...credentialFields.map(({ name }) => name),
    ...documents,
    ...Object.keys(contract.requestHeaders).map((name) => `headers["${name.toLowerCase()}"]`),
  ]);
}

/** This many consecutive Base64 characters are a document or a key, not a word or a path. */
const LONG_RUN = /[A-Za-z0-9+/=_-]{64,}/g;

/** Logs only the message and stack of an exception: its other properties may contain a document. */
function describeError({ name, message, stack = '' }: Error): object {
  const frames = stack.slice(stack.indexOf('\n    at '));
  return { type: name, message: message.slice(0, 500).replace(LONG_RUN, '…'), stack: frames };
}

type Format = (line: string) => string;

/** The readable form of a log line, for a terminal. */
async function prettyFormat(): Promise<Format> {
  const { prettyFactory } = await import('pino-pretty');
  return prettyFactory({
    ignore:
      'pid,hostname,id,at,method,path,httpStatus,rule,reason,move,bodyBytes,partner,operation,code,tookMs,diagnosis',
    messageFormat: ({ partner, operation, code, tookMs, id, msg }) => {
      if (partner === undefined) return String(msg);
      const what = [partner, operation, code].filter((word) => word !== null).join(' ');
      return `${what} (${tookMs} ms, ${id}): ${msg}`;
    },
    translateTime: 'HH:MM:ss',
  });
}

/**
 * Creates a logger that writes one line per request.
 * @param pretty as readable text for a terminal, not as JSON
 */
export async function createLogger(level: LogLevel, output: Output, pretty: boolean): Promise<Logger> {
  const redact = secretFields().flatMap((field) => [field, `*.${field}`]);
  const format: Format = pretty ? await prettyFormat() : (line) => line;
  const logger = pino(
    { level, redact, serializers: { err: describeError } },
    { write: (line) => output.write(format(line)) },
  );
  output.onCatchUp((dropped) => {
    logger.error({ dropped }, `${dropped} log lines were dropped, because nobody read the output`);
  });
  return logger;
}
