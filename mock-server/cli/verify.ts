import { composers } from '@sparring/cases';
import type { Config } from '../config/config.js';
import { readSettingArguments } from '../config/settings.js';
import { UserError } from '../core/user-error.js';
import { checkReports, writeReport } from '../reports/report-file.js';
import { findDrift } from '../verify/drift.js';
import { createProgress } from '../verify/progress.js';
import { readRecordings } from '../verify/read-recordings.js';
import type { RecordedAnswer } from '../verify/recording.js';
import { redact } from '../verify/redact.js';
import { writeDrift } from '../verify/report-drift.js';
import { bodyFilesBeside, checkReportFiles, type ReportFiles, writeReportFiles } from '../verify/report-files.js';
import { writeCounts } from '../verify/report-table.js';
import { countVerdict, type VerifyReport } from '../verify/result.js';
import { remoteTarget, simulatorTarget, type Target } from '../verify/target.js';
import { type VerifyOptions, verify } from '../verify/verify.js';
import { credentialsOf } from './verify-credentials.js';

export interface VerifyInput extends ReportFiles {
  readonly target?: string;
  readonly partner?: string;
  readonly credentials?: string;
  readonly rps?: number;
  /** In seconds. */
  readonly timeout?: number;
  readonly yesSendTo?: string;
  readonly pacts: boolean;
  /** Part of the names of the cases to run. */
  readonly only?: string;
  readonly set: readonly string[];
}

const EXIT_DIFFERENT = 1;
const EXIT_NOT_RUN = 2;
/** As shells report a program that a signal ended: 128 and the number of the signal. */
const EXIT_SIGNAL = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

type EndSignal = keyof typeof EXIT_SIGNAL;
const END_SIGNALS = Object.keys(EXIT_SIGNAL) as readonly EndSignal[];

async function openTarget(input: VerifyInput, config: Config): Promise<Target> {
  const source = credentialsOf(input, config);
  const credentials = await source.read();
  if (input.target === undefined) return simulatorTarget(credentials, readSettingArguments(input.set));
  if (input.set.length > 0)
    throw new UserError('--set only applies to a simulator that is started here; it cannot be combined with --target');
  return remoteTarget(input.target, credentials, input.yesSendTo, source.describe);
}

/** Stops a run at the first SIGHUP, SIGINT or SIGTERM, so that it can write its reports; the second one ends the process. */
function stopOnSignal() {
  const controller = new AbortController();
  let received: EndSignal | undefined;
  const stop = (signal: EndSignal) => {
    received ??= signal;
    // a terminal that was closed takes no more text, and the reports are still to be written
    if (signal === 'SIGHUP') for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
    controller.abort(`stopped by ${signal}`);
  };
  for (const signal of END_SIGNALS) process.once(signal, stop);
  return {
    signal: controller.signal,
    received: () => received,
    release: () => {
      for (const signal of END_SIGNALS) process.off(signal, stop);
    },
  };
}

function print(text: string): void {
  process.stdout.write(text);
}
const isScreen = () => process.stdout.isTTY === true && process.stdout.hasColors();

function optionsFor(input: VerifyInput, answers: RecordedAnswer[]): Omit<VerifyOptions, 'target' | 'onStart'> {
  const { only, partner, rps, timeout, pacts } = input;
  const saveBody = bodyFilesBeside(input);
  return {
    pacts,
    maxRequestsPerSecond: rps,
    timeoutMs: timeout && 1000 * timeout,
    ...(only === undefined ? {} : { only: (name) => name.includes(only) }),
    ...(partner === undefined ? {} : { partner }),
    ...(saveBody === undefined ? {} : { saveBody }),
    observe: (result, { name }, answer) => {
      const contract = composers.find((composer) => composer.contract.name === result.partner)?.contract;
      if (!contract) return;
      answers.push({
        partner: result.partner,
        operation: result.operation,
        case: name,
        fields: redact(contract, answer),
      });
    },
  };
}

/** Plays everything and prints each result as it comes. */
async function runAndPrint(target: Target, options: Omit<VerifyOptions, 'target' | 'onStart'>): Promise<VerifyReport> {
  const progress = createProgress(print, isScreen());
  try {
    return await verify({
      ...options,
      target,
      onStart: (planned) => {
        print(`Target: ${target.url}\n\n`);
        progress.start(planned);
      },
      onResult: progress.result,
    });
  } finally {
    progress.end();
  }
}

/** Verifies a target, prints the results and writes the reports; returns the exit code. */
export async function runVerify(input: VerifyInput, config: Config): Promise<number> {
  await checkReportFiles(input);
  const stopping = stopOnSignal();
  const target = await openTarget(input, config);
  const answers: RecordedAnswer[] = [];
  try {
    const report = await runAndPrint(target, { ...optionsFor(input, answers), signal: stopping.signal });
    print(`\n${writeCounts(report)}`);
    const recording = await writeReportFiles(input, report, answers);
    if (recording !== undefined) print(`Recorded ${answers.length} answers in ${recording}\n`);
    if (report.incomplete === undefined) return countVerdict(report, 'failed') === 0 ? 0 : EXIT_DIFFERENT;
    const { incomplete, results, planned } = report;
    process.stderr.write(`sparring: ${incomplete}; reports contain ${results.length} of ${planned} results\n`);
    const received = stopping.received();
    return received === undefined ? EXIT_NOT_RUN : EXIT_SIGNAL[received];
  } finally {
    stopping.release();
    await target.close();
  }
}

export interface DriftInput {
  readonly set: readonly string[];
  readonly json?: string;
}

/** Compares recordings with the answers of a simulator; returns the exit code. */
export async function runDrift(folder: string, { set, json }: DriftInput): Promise<number> {
  if (json !== undefined) await checkReports([json]);
  const recordings = await readRecordings(folder);
  const target = await simulatorTarget({}, readSettingArguments(set));
  try {
    const reports = await findDrift(recordings, target);
    print(reports.map(writeDrift).join('\n'));
    if (json !== undefined) await writeReport(json, `${JSON.stringify({ recordings: reports }, null, 2)}\n`);
    return reports.every(({ rows }) => rows.length === 0) ? 0 : EXIT_DIFFERENT;
  } finally {
    await target.close();
  }
}
