import { checkSettings, type SettingsInput } from '../config/settings.js';
import {
  checkOptions,
  type FieldCheck,
  type FieldChecks,
  findProblem,
  isObject,
  isText,
  text,
  whole,
} from '../core/field-check.js';
import { inField, UserError } from '../core/user-error.js';
import { checkMoveSources, MOVE_SOURCES } from '../moves/choose-move.js';
import { listOf } from '../moves/fault-form.js';
import { TIME_LIMITS, type TimeLimits } from './connections.js';
import type { SimulatorOptions } from './simulator-options.js';

const MAX_PORT = 65_535;
const MAX_SEED_CHARACTERS = 256;
const MAX_ENTRIES = 10_000_000;
const MAX_LANES = 10_000;
/** A timer of Node ends at once when it is set to more. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const isFunction = (value: unknown) => typeof value === 'function';
const isListOfTexts = (value: unknown) => Array.isArray(value) && value.every(isText);

const port = whole(0, MAX_PORT);
const byPartner: FieldCheck = { fits: isObject, allowed: 'an object of partners' };

const OPTIONS: FieldChecks & Readonly<Record<keyof SimulatorOptions, FieldCheck>> = {
  port,
  host: text,
  token: text,
  allowedHosts: { fits: isListOfTexts, allowed: 'a list of texts' },
  tlsPort: port,
  home: { fits: (value) => isText(value) && value !== '', allowed: 'the path of a folder' },
  credentials: byPartner,
  settings: byPartner,
  seed: {
    fits: (value) => isText(value) && value.length >= 1 && value.length <= MAX_SEED_CHARACTERS,
    allowed: `a text of 1 to ${MAX_SEED_CHARACTERS} characters`,
  },
  moves: { fits: isListOfTexts, allowed: `a list of ${listOf(MOVE_SOURCES, 'and')}` },
  maxLanes: whole(1, MAX_LANES),
  laneIdleSeconds: {
    fits: (value) => typeof value === 'number' && value > 0,
    allowed: 'a number of seconds above 0',
  },
  clock: { fits: isFunction, allowed: 'a function that returns a Date' },
  log: {
    // a pino logger is an object with symbols and getters; only these are called
    fits: (value) =>
      typeof value === 'object' &&
      value !== null &&
      isFunction((value as { info?: unknown }).info) &&
      isFunction((value as { error?: unknown }).error),
    allowed: 'an object with the functions info and error',
  },
  journalEntries: whole(1, MAX_ENTRIES),
  storedRecords: whole(1, MAX_ENTRIES),
  bodyMemoryBytes: whole(1, Number.MAX_SAFE_INTEGER),
  keepDocuments: { fits: (value) => typeof value === 'boolean', allowed: 'true or false' },
  timeLimits: { fits: isObject, allowed: 'an object' },
};

const limit = whole(1, MAX_TIMER_MS);
const TIME_LIMIT_CHECKS: FieldChecks & Readonly<Record<keyof TimeLimits, FieldCheck>> = {
  bodyIdleMs: limit,
  bodyMs: limit,
  connectionIdleMs: limit,
  exchangeMs: limit,
};

/**
 * Checks the options of a simulator, whose names and types a program in JavaScript can get wrong.
 * @returns them; what depends on each other, such as credentials, is checked later
 * @throws UserError in one sentence that names the option and what it can be.
 */
export function checkSimulatorOptions(options: unknown): void {
  checkOptions('startSimulator', options, OPTIONS);
  const { moves, settings, timeLimits } = options as SimulatorOptions;
  const problem =
    timeLimits &&
    findProblem('timeLimits', timeLimits as Readonly<Record<string, unknown>>, TIME_LIMIT_CHECKS, 'option');
  if (problem) throw new UserError(problem.message, `timeLimits.${problem.field}`);
  if (settings) inField('settings', () => checkSettings(settings as SettingsInput));
  if (moves) checkMoveSources(moves);
}

/** Limits that were left out have their defaults. */
export function timeLimitsOf({ timeLimits = {} }: SimulatorOptions): TimeLimits {
  const given = Object.entries(timeLimits).filter(([, value]) => value !== undefined);
  return { ...TIME_LIMITS, ...Object.fromEntries(given) };
}
