const EPOCH_MILLISECONDS = /^\d{13}$/;
const ISO_8601 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)$/;

/**
 * Reads a `Request-Time`: Unix time in milliseconds (13 digits), or ISO 8601 with an optional fraction and
 * `Z`, `±hh:mm` or `±hhmm`. The official clients send these forms (decision W7).
 * @returns Unix time in milliseconds, or `undefined` when the text has none of these forms.
 */
export function readRequestTime(text: string): number | undefined {
  if (EPOCH_MILLISECONDS.test(text)) return Number(text);
  const [, local, fraction = '', zone] = ISO_8601.exec(text) ?? [];
  if (!local || !zone) return undefined;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const milliseconds = Date.parse(`${local}${fraction.slice(0, 4)}${offset}`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

const PARTNER_OFFSET_HOURS = 8;

function partnerLocal(at: Date): string {
  return new Date(at.getTime() + PARTNER_OFFSET_HOURS * 3_600_000).toISOString();
}

/** ISO 8601, whole seconds, with the partner's offset, as in `response-time` (decision W10). */
export function writeTime(at: Date): string {
  return `${partnerLocal(at).slice(0, 19)}+08:00`;
}

/** The partner's local date as `yyyyMMdd`, as at the beginning of an attachmentUrl (decision W15). */
export function writeDay(at: Date): string {
  return partnerLocal(at).slice(0, 10).replaceAll('-', '');
}
