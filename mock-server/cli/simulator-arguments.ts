import { type Command, Option } from 'commander';
import type { Config } from '../config/config.js';
import { readSettingArguments, type SettingsInput } from '../config/settings.js';
import type { MoveSource } from '../moves/choose-move.js';
import type { SimulatorOptions } from '../server/simulator-options.js';
import { collect, wholeNumber } from './arguments.js';

/** What every command that starts a simulator takes. */
export interface SimulatorInput {
  readonly seed?: string;
  readonly set: readonly string[];
  readonly moves?: readonly string[];
  readonly maxLanes?: number;
}

const MAX_LANES = 10_000;

/** `none` honors no way at all; the ways themselves are checked at the start. */
const waysOf = (text: string): readonly string[] => (text === 'none' ? [] : text.split(',').map((way) => way.trim()));

/** Adds the options that every command that starts a simulator takes. */
export const simulatorOptions = (command: Command): Command =>
  command
    .option('--seed <text>', 'make answers reproducible, byte for byte')
    .option(
      '--moves <ways>',
      'the ways to ask for a move that have an effect: some of rule,header,value,file, or none',
      waysOf,
    )
    .addOption(
      new Option('--max-lanes <number>', 'how many lanes there can be (default: 200)').argParser(
        wholeNumber('A number of lanes', 1, MAX_LANES),
      ),
    )
    .option('--set <partner.setting=value>', 'change a setting; can be repeated', collect, []);

/** Settings of the command line override those of the configuration file, one by one. */
function settingsOf(given: SettingsInput, ofFile: SettingsInput = {}): SettingsInput {
  const partners = [...new Set([...Object.keys(ofFile), ...Object.keys(given)])];
  return Object.fromEntries(partners.map((partner) => [partner, { ...ofFile[partner], ...given[partner] }]));
}

/**
 * The options of a simulator: those on the command line, and otherwise those of the configuration file.
 * @throws UserError when a setting is not written as one.
 */
export function readSimulatorOptions(input: SimulatorInput, { file }: Config): SimulatorOptions {
  const ofFile = file?.values ?? {};
  const { seed = ofFile.seed, moves = ofFile.moves, maxLanes = ofFile.maxLanes } = input;
  return {
    settings: settingsOf(readSettingArguments(input.set), ofFile.settings),
    ...(seed === undefined ? {} : { seed }),
    ...(moves === undefined ? {} : { moves: moves as readonly MoveSource[] }), // checked at the start
    ...(maxLanes === undefined ? {} : { maxLanes }),
  };
}
