import { Command, Option } from 'commander';
import { findPartner } from '../../config/find-partner.js';
import type { CoverageFormat } from '../../coverage/formats.js';
import type { CoverageMinimum } from '../../coverage/minimum.js';
import type { PartnerName } from '../../lanes/literal-types.js';
import { wholeNumber } from '../arguments.js';
import { type ControlInput, controlling, controlOptions, namesLane } from './connect.js';

/** What a command requires of coverage. */
export interface MinimumInput {
  readonly min?: number;
  readonly minFaults?: number;
}

interface CoverageInput extends ControlInput, MinimumInput {
  readonly partner?: string;
  readonly format: CoverageFormat;
}

const FORMATS: readonly CoverageFormat[] = ['text', 'json', 'junit', 'markdown'];
const EXIT_MISSED = 1;

const percent = () => wholeNumber('A percentage', 0, 100);

/** The options for a minimum. */
export const minimumOptions = () => [
  new Option('--min <percent>', 'exit with code 1 when less of the codes was answered').argParser(percent()),
  new Option('--min-faults <percent>', 'exit with code 1 when less of the faults applied').argParser(percent()),
];

/** The minimum that options ask for. */
export const minimumOf = ({ min, minFaults }: MinimumInput): CoverageMinimum => ({ codes: min, faults: minFaults });

/** `sparring coverage`. */
export function coverageCommand(): Command {
  const command = controlOptions(new Command('coverage'))
    .description('print which codes and faults were exercised, and which never: in every lane, unless --lane names one')
    .option('--partner <name>', 'only of this partner')
    .addOption(new Option('--format <format>', 'how to print it').choices(FORMATS).default('text'));
  for (const option of minimumOptions()) command.addOption(option);
  return command.action((input: CoverageInput) =>
    controlling(input, async (control) => {
      const [{ coverageFormats }, { missedMinimum }] = await Promise.all([
        import('../../coverage/formats.js'),
        import('../../coverage/minimum.js'),
      ]);
      const { partner, format, json } = input;
      if (partner !== undefined) findPartner(partner);
      const read = namesLane(input) ? control.coverage : control.coverageOfAll;
      const coverage = await read(partner as PartnerName | undefined);
      const minimum = minimumOf(input);
      process.stdout.write(coverageFormats[json ? 'json' : format](coverage, minimum));
      const missed = missedMinimum(coverage, minimum);
      for (const sentence of missed) process.stderr.write(`sparring: ${sentence}\n`);
      if (missed.length > 0) process.exitCode = EXIT_MISSED;
    }),
  );
}
