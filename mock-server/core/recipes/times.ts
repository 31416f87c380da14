import type { WrongRecipe } from './recipe.js';
import { textRecipe } from './request-line.js';

const HOUR_MS = 3_600_000;
const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)$/;

/** The forms in which clients write a time in ISO 8601. */
function isoForms(ms: number): readonly string[] {
  const utc = new Date(ms).toISOString();
  const seconds = utc.slice(0, 19);
  const east = new Date(ms + 8 * HOUR_MS).toISOString();
  const local = [east.slice(0, 19), east.slice(0, 23)];
  return [
    ...[utc.slice(0, 23), seconds].flatMap((text) => ['Z', '+00:00', '+0000'].map((zone) => text + zone)),
    ...local.flatMap((text) => ['+08:00', '+0800'].map((zone) => text + zone)),
    seconds,
    seconds.replace('T', ' '),
  ];
}

const DRIFT_MS = 50;
const DRIFT_SECONDS = 3;

/** Offsets of both signs, the smallest first. */
const offsets = (most: number) =>
  Array.from({ length: 2 * most }, (_, index) => (index % 2 ? -1 : 1) * (1 + (index >> 1)));

/** The same form of time, taken a little earlier or later. */
function drifted(text: string): readonly string[] {
  if (/^\d{13}$/.test(text)) return offsets(DRIFT_MS).map((ms) => String(Number(text) + ms));
  if (/^\d{10}$/.test(text)) return offsets(DRIFT_SECONDS).map((seconds) => String(Number(text) + seconds));
  const [, local, fraction = '', zone] = ISO.exec(text) ?? [];
  if (!local || !zone) return [];
  const ms = Date.parse(`${local}Z`);
  return offsets(DRIFT_SECONDS).map(
    (seconds) => new Date(ms + 1000 * seconds).toISOString().slice(0, 19) + fraction + zone,
  );
}

/**
 * Times that are not the one in the header.
 * @param title how the partner's documents name the header
 * @param read reads the header as Unix time in milliseconds
 */
export function timeRecipes(title: string, read: (text: string) => number | undefined): readonly WrongRecipe[] {
  const fix = `Keep the text of ${title} in a variable, and both send and sign it.`;
  const forms = (of: (ms: number) => readonly string[]) => (text: string) => {
    const ms = read(text);
    return ms === undefined ? [] : of(ms);
  };
  return [
    textRecipe(
      'time',
      { id: 'time-seconds', cause: `The time was signed in seconds, unlike ${title}.`, fix },
      forms((ms) => [String(Math.floor(ms / 1000)), String(ms / 1000)]),
    ),
    textRecipe(
      'time',
      { id: 'time-milliseconds', cause: `The time was signed in milliseconds, unlike ${title}.`, fix },
      forms((ms) => [String(ms)]),
    ),
    textRecipe(
      'time',
      { id: 'time-other-form', cause: `The time was signed in another ISO 8601 form than ${title}.`, fix },
      forms(isoForms),
    ),
    textRecipe('time', { id: 'time-missing', rare: true, cause: 'The time was not signed.', fix }, () => ['']),
    textRecipe(
      'time',
      {
        id: 'time-taken-twice',
        rare: true,
        cause: `The time that was signed is slightly off ${title}: it was taken twice.`,
        fix,
        alone: true,
      },
      drifted,
    ),
  ];
}
