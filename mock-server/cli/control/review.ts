import { Command } from 'commander';
import type { Control } from '../../client/control.js';
import { findPartner } from '../../config/find-partner.js';
import type { PartnerName } from '../../lanes/literal-types.js';
import { checkReports, writeReport } from '../../reports/report-file.js';
import { reviewFormats } from '../../review/formats.js';
import { provenFindings } from '../../review/review.js';
import { type ControlInput, controlling, controlOptions, namesLane } from './connect.js';

interface ReviewInput extends ControlInput {
  readonly partner?: string;
  readonly junit?: string;
  readonly strict?: boolean;
}

const EXIT_FINDINGS = 1;

async function printReview(control: Control, input: ReviewInput): Promise<void> {
  const { partner, junit, json, strict } = input;
  if (junit !== undefined) await checkReports([junit]);
  const read = namesLane(input) ? control.review : control.reviewOfAll;
  const review = await read(partner as PartnerName | undefined);
  process.stdout.write(reviewFormats[json ? 'json' : 'text'](review));
  if (junit !== undefined) await writeReport(junit, reviewFormats.junit(review));
  if (strict && provenFindings(review).length > 0) process.exitCode = EXIT_FINDINGS;
}

/** `sparring review`. */
export function reviewCommand(): Command {
  return controlOptions(new Command('review'))
    .description('print what the client did wrong, with evidence: in every lane, unless --lane names one')
    .option('--partner <name>', 'only of this partner')
    .option('--junit <file>', 'also write it as JUnit XML')
    .option('--strict', 'exit with code 1 when there is a finding that the requests prove')
    .action((input: ReviewInput) => {
      if (input.partner !== undefined) findPartner(input.partner);
      return controlling(input, (control) => printReview(control, input));
    });
}
