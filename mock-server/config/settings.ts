import type { Setting, SettingsTable, SettingValue } from '@sparring/contracts';
import { isObject, withoutUndefined } from '../core/field-check.js';
import { UserError } from '../core/user-error.js';
import { findPartner } from './find-partner.js';

/** Settings by partner; omitted ones have their defaults. */
export type SettingsInput = Readonly<Record<string, Readonly<Record<string, SettingValue>>>>;

/** The values of all settings by partner. */
export type AllSettings = Readonly<Record<string, Readonly<Record<string, SettingValue>>>>;

function fits(setting: Setting, value: SettingValue): boolean {
  if (value === null) return setting.nullable === true;
  if (setting.kind === 'count') return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  if (setting.kind === 'flag') return typeof value === 'boolean';
  return typeof value === 'string' && (setting.choices?.includes(value) ?? true);
}

/** What values a setting takes, in words. */
export function allowedValues({ kind, choices, nullable }: Setting): string {
  if (choices) return choices.join(' or ');
  if (kind === 'flag') return 'true or false';
  if (kind === 'text') return 'a string';
  return nullable ? 'a non-negative integer or off' : 'a non-negative integer';
}

const settingsTable = (partner: string): SettingsTable => findPartner(partner).contract.settings;

const QUOTED_CHARACTERS = 64;

/** Checks one value; throws a `UserError` that says what is allowed. */
export function checkSetting(partner: string, name: string, value: SettingValue): SettingValue {
  const table = settingsTable(partner);
  const setting = Object.hasOwn(table, name) ? table[name] : undefined;
  const shown = name.slice(0, QUOTED_CHARACTERS);
  const field = `${partner}.${shown}`;
  const known = Object.keys(table).join(', ');
  if (!setting) throw new UserError(`${partner} has no setting ${shown}; it has ${known}`, field);
  const given = String(value).slice(0, QUOTED_CHARACTERS);
  if (!fits(setting, value)) throw new UserError(`${field} takes ${allowedValues(setting)}, not ${given}`, field);
  return value;
}

/** Here the name of a partner is itself a field. */
function checkPartner(name: string): void {
  try {
    findPartner(name);
  } catch (error) {
    throw error instanceof UserError ? new UserError(error.message, name.slice(0, QUOTED_CHARACTERS)) : error;
  }
}

/**
 * Checks settings by partner.
 * @returns them without those that are `undefined`
 * @throws UserError for an unknown partner or setting, and for an invalid value.
 */
export function checkSettings(given: SettingsInput): SettingsInput {
  const settings = withoutUndefined(given) as SettingsInput;
  if (!isObject(settings)) throw new UserError('the settings must be an object of partners', 'settings');
  for (const [partner, values] of Object.entries(settings)) {
    checkPartner(partner);
    if (!isObject(values)) throw new UserError(`the settings of ${partner} must be an object`, partner);
    for (const [name, value] of Object.entries(values)) checkSetting(partner, name, value);
  }
  return settings;
}

/** The settings of a partner: the defaults, overridden by `given`. */
export function partnerSettings(partner: string, given: SettingsInput): Record<string, SettingValue> {
  const values: Record<string, SettingValue> = {};
  for (const [name, setting] of Object.entries(settingsTable(partner))) values[name] = setting.default;
  for (const [name, value] of Object.entries(given[partner] ?? {})) values[name] = checkSetting(partner, name, value);
  return values;
}

function readValue(setting: Setting | undefined, text: string): SettingValue {
  if (text === 'off' && setting?.nullable) return null;
  if (setting?.kind === 'flag' && (text === 'true' || text === 'false')) return text === 'true';
  if (setting?.kind === 'count' && /^\d+$/.test(text)) return Number(text);
  return text;
}

/**
 * Parses `<partner>.<setting>=<value>` arguments from the command line.
 * @param taker what takes them, for messages
 */
export function readSettingArguments(texts: readonly string[], taker = '--set'): SettingsInput {
  const settings: Record<string, Record<string, SettingValue>> = {};
  for (const text of texts) {
    const [, partner, name, value] = /^([^.=]+)\.([^.=]+)=(.*)$/s.exec(text) ?? [];
    if (!partner || !name || value === undefined) {
      throw new UserError(`${taker} takes <partner>.<setting>=<value>, not ${text}`);
    }
    const table = settingsTable(partner);
    settings[partner] = { ...settings[partner], [name]: checkSetting(partner, name, readValue(table[name], value)) };
  }
  return settings;
}
