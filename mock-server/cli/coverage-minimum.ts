import { type Command, Option } from 'commander';
import type { CoverageMinimum } from '../coverage/minimum.js';
import { wholeNumber } from './arguments.js';

/** What a command requires of coverage, in percent. */
export interface MinimumInput {
  readonly min?: number;
  readonly minFaults?: number;
}

const percent = () => wholeNumber('A percentage', 0, 100);

/** Adds the options for a minimum. */
export const minimumOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--min <percent>', 'exit with code 1 when fewer of the codes were answered').argParser(percent()),
    )
    .addOption(
      new Option('--min-faults <percent>', 'exit with code 1 when fewer of the faults applied').argParser(percent()),
    );

/** The minimum that options ask for. */
export const minimumOf = ({ min, minFaults }: MinimumInput): CoverageMinimum => ({ codes: min, faults: minFaults });
