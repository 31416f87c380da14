import { entryOf, renderText } from '../../catalogue.js';
import type { DecodedAnswer, Outcome, SettingValue, Stamp } from '../../partner.js';
import { catalogue } from './catalogue.js';

/** 8 hex digits of Unix time in seconds, then 24 random ones (decision K8). */
function traceId({ at, hex }: Stamp): string {
  return (
    Math.floor(at.getTime() / 1000)
      .toString(16)
      .padStart(8, '0') + hex(24)
  );
}

/** Builds an answer with its keys in the order of the partner's example (decision K7). */
export function encode(outcome: Outcome, stamp: Stamp, settings: Readonly<Record<string, SettingValue>>): object {
  const entry = entryOf(catalogue, outcome.code);
  const success = entry.class === 'success';
  const subject = outcome.kind === 'refused' ? outcome.subject : undefined;
  return {
    code: entry.code,
    msg: success ? settings['successMessage'] : renderText(entry, subject),
    model: null,
    traceId: traceId(stamp),
    success,
    error: !success,
  };
}

/** Reads an answer; returns `undefined` when it has no code or no success flag. */
export function decode(answer: unknown): DecodedAnswer | undefined {
  const { code, msg, success, error, ...data } = (answer ?? {}) as Readonly<Record<string, unknown>>;
  void error;
  if (typeof code !== 'string' || typeof success !== 'boolean') return undefined;
  const known = catalogue.find((entry) => entry.code === code);
  const failed = known?.class === 'unknown' ? 'unknown' : 'refused';
  return { code, class: success ? 'success' : failed, text: String(msg), data };
}
