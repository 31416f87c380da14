import { entryOf, wordText } from '../../catalogue.js';
import type { Outcome, SettingValue, Stamp } from '../../partner.js';
import { catalogue } from './catalogue.js';

/** 8 hex digits of unix seconds and 24 of chance (decision K8). */
function traceId({ at, hex }: Stamp): string {
  return (
    Math.floor(at.getTime() / 1000)
      .toString(16)
      .padStart(8, '0') + hex(24)
  );
}

/** Words an answer, its keys in the order of the partner's example (decision K7). */
export function seal(outcome: Outcome, stamp: Stamp, settings: Readonly<Record<string, SettingValue>>): object {
  const entry = entryOf(catalogue, outcome.code);
  const success = entry.class === 'success';
  const subject = outcome.kind === 'refused' ? outcome.subject : undefined;
  return {
    code: entry.code,
    msg: success ? settings['successMessage'] : wordText(entry, subject),
    model: null,
    traceId: traceId(stamp),
    success,
    error: !success,
  };
}
