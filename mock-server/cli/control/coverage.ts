import { Command, Option } from 'commander';
import { findPartner } from '../../config/find-partner.js';
import type { Coverage } from '../../coverage/coverage.js';
import { type CoverageFormat, coverageFormats } from '../../coverage/formats.js';
import { type CoverageMinimum, missedMinimum } from '../../coverage/minimum.js';
import type { PartnerName } from '../../lanes/literal-types.js';
import { type MinimumInput, minimumOf, minimumOptions } from '../coverage-minimum.js';
import { type ControlInput, controlling, controlOptions, namesLane } from './connect.js';

interface CoverageInput extends ControlInput, MinimumInput {
  readonly partner?: string;
  readonly format: CoverageFormat;
}

const FORMATS: readonly CoverageFormat[] = ['text', 'json', 'junit', 'markdown'];
const EXIT_MISSED = 1;

/** Reports what of a minimum was not reached; returns whether there is anything. */
function reportMissed(coverage: Coverage, minimum: CoverageMinimum): boolean {
  const missed = missedMinimum(coverage, minimum);
  for (const sentence of missed) process.stderr.write(`sparring: ${sentence}\n`);
  return missed.length > 0;
}

/** `sparring coverage`. */
export function coverageCommand(): Command {
  return minimumOptions(controlOptions(new Command('coverage')))
    .description('print which codes and faults were exercised, and which never: in every lane, unless --lane names one')
    .option('--partner <name>', 'only of this partner')
    .addOption(new Option('--format <format>', 'how to print it').choices(FORMATS).default('text'))
    .action((input: CoverageInput) =>
      controlling(input, async (control) => {
        const { partner, format, json } = input;
        if (partner !== undefined) findPartner(partner);
        const read = namesLane(input) ? control.coverage : control.coverageOfAll;
        const coverage = await read(partner as PartnerName | undefined);
        process.stdout.write(coverageFormats[json ? 'json' : format](coverage, minimumOf(input)));
        if (reportMissed(coverage, minimumOf(input))) process.exitCode = EXIT_MISSED;
      }),
    );
}
