import type { Setting } from '@sparring/contracts';

/** Whether a setting can have a value. */
export function isAllowed({ kind, choices, nullable }: Setting, value: unknown): boolean {
  if (value === null) return nullable === true;
  if (kind === 'count') return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  if (kind === 'flag') return typeof value === 'boolean';
  return typeof value === 'string' && (choices?.includes(value) ?? true);
}

/** What a setting takes, for messages. */
export function allowedValues({ kind, choices, nullable }: Setting): string {
  if (choices) return choices.join(' or ');
  if (kind === 'flag') return 'true or false';
  if (kind === 'text') return 'a string';
  return nullable ? 'a non-negative integer or null' : 'a non-negative integer';
}
