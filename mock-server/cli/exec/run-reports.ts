import { type Coverage, coverageOfPartner } from '../../coverage/coverage.js';
import { coverageFormats } from '../../coverage/formats.js';
import { type CoverageMinimum, missedMinimum } from '../../coverage/minimum.js';
import type { PartnerName } from '../../lanes/literal-types.js';
import { writeReport } from '../../reports/report-file.js';
import { reviewFormats } from '../../review/formats.js';
import { provenFindings } from '../../review/review.js';
import type { Simulator } from '../../server/simulator.js';

/** What reports on a run can be asked for. */
export interface ReportInput {
  /** Only of this partner. */
  readonly partner?: string;
  readonly minimum: CoverageMinimum;
  readonly coverageJson?: string;
  readonly coverageJunit?: string;
  readonly coverageMarkdown?: string;
  readonly reviewJson?: string;
  readonly reviewJunit?: string;
}

/** A command that has ended, and the simulator that it ran against, which still runs. */
export interface FinishedRun {
  readonly simulator: Simulator;
  readonly input: ReportInput;
  /** Whether the command left processes running. */
  readonly leftRunning: boolean;
}

/** What one report says of a run. */
export interface RunReport {
  /** Printed as it is. */
  readonly text: string;
  /** Sentences on what was required and not reached: exit code 1. */
  readonly failures: readonly string[];
  /** Sentences on what is wrong with the client, besides the text: exit code 1 with `--strict`. */
  readonly findings: readonly string[];
  /** How many findings are in the text: exit code 1 with `--strict`. */
  readonly findingsInText?: number;
}

const COVERAGE_FILES = [
  ['coverageJson', 'json'],
  ['coverageJunit', 'junit'],
  ['coverageMarkdown', 'markdown'],
] as const;

const REVIEW_FILES = [
  ['reviewJson', 'json'],
  ['reviewJunit', 'junit'],
] as const;

/** The files that reports are to be written to. */
export const reportPaths = (input: ReportInput): readonly string[] =>
  [...COVERAGE_FILES, ...REVIEW_FILES].flatMap(([name]) => {
    const { [name]: path } = input;
    return path === undefined ? [] : [path];
  });

async function reportCoverage({ simulator, input }: FinishedRun): Promise<RunReport> {
  const { partner, minimum } = input;
  const coverage = coverageOfPartner(await simulator.coverageOfAll(), partner);
  for (const [name, format] of COVERAGE_FILES) {
    const { [name]: path } = input;
    if (path !== undefined) await writeReport(path, coverageFormats[format](coverage, minimum));
  }
  return { text: coverageFormats.text(coverage), failures: missedMinimum(coverage, minimum), findings: [] };
}

async function reportReview({ simulator, input }: FinishedRun): Promise<RunReport> {
  const review = await simulator.reviewOfAll(input.partner as PartnerName | undefined);
  for (const [name, format] of REVIEW_FILES) {
    const { [name]: path } = input;
    if (path !== undefined) await writeReport(path, reviewFormats[format](review));
  }
  const findingsInText = provenFindings(review).length;
  return { text: reviewFormats.text(review), failures: [], findings: [], findingsInText };
}

const hasAnswers = ({ operations, withoutOperation }: Coverage): boolean =>
  withoutOperation.length > 0 ||
  operations.some(({ codes }) => codes.some((one) => one.natural + one.byMove + one.underFault > 0));

async function reportTraffic({ simulator, leftRunning }: FinishedRun): Promise<RunReport> {
  const coverage = await simulator.coverageOfAll();
  const strayCount = coverage.withoutOperation.reduce((total, { count }) => total + count, 0);
  return {
    text: '',
    failures: [],
    findings: [
      ...(hasAnswers(coverage) ? [] : ['the command sent no request; its client must use SPARRING_BASE_URL']),
      ...(strayCount > 0
        ? [`${strayCount} ${strayCount === 1 ? 'request' : 'requests'} had a method and path that no operation has`]
        : []),
      ...(leftRunning ? ['the command left processes running, which were ended'] : []),
    ],
  };
}

/** Every report on a run, in the order in which they are printed. */
export const runReports: readonly ((run: FinishedRun) => Promise<RunReport>)[] = [
  reportReview,
  reportCoverage,
  reportTraffic,
];
