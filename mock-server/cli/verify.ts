import { writeFile } from 'node:fs/promises';
import { composers } from '@sparring/cases';
import type { Config } from '../config/config.js';
import { type AllCredentials, homeCredentials, readCredentialsFile } from '../config/credentials.js';
import { readSettingArguments } from '../config/settings.js';
import { UserError } from '../core/user-error.js';
import { findDrift } from '../verify/drift.js';
import { readRecordings } from '../verify/read-recordings.js';
import { RECORDING_VERSION, type RecordedAnswer, writeRecording } from '../verify/recording.js';
import { redact } from '../verify/redact.js';
import { writeDrift } from '../verify/report-drift.js';
import { writeJunit } from '../verify/report-junit.js';
import { writeTable } from '../verify/report-table.js';
import { countVerdict } from '../verify/result.js';
import { remoteTarget, simulatorTarget, type Target } from '../verify/target.js';
import { verify } from '../verify/verify.js';

export interface VerifyInput {
  readonly target?: string;
  readonly partner?: string;
  readonly credentials?: string;
  readonly junit?: string;
  readonly json?: string;
  readonly rps?: number;
  readonly yesSendTo?: string;
  readonly record?: string;
  readonly pacts: boolean;
  /** Part of the names of the cases to run. */
  readonly only?: string;
  readonly set: readonly string[];
}

async function credentialsFor({ credentials, target }: VerifyInput, config: Config): Promise<AllCredentials> {
  if (credentials !== undefined) return readCredentialsFile(credentials);
  // a simulator that is started here gets new credentials; any other target knows those of the home folder
  return target === undefined ? {} : homeCredentials(config.home, config.credentials);
}

async function openTarget(input: VerifyInput, config: Config): Promise<Target> {
  const credentials = await credentialsFor(input, config);
  if (input.target === undefined) return simulatorTarget(credentials, readSettingArguments(input.set));
  if (input.set.length > 0)
    throw new UserError('--set only applies to a simulator that is started here; it cannot be combined with --target');
  return remoteTarget(input.target, credentials, input.yesSendTo);
}

async function writeReport(file: string | undefined, text: () => string): Promise<void> {
  if (file === undefined) return;
  try {
    await writeFile(file, text());
  } catch (error) {
    throw new UserError(`the report ${file} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** Verifies a target and prints the report; true when nothing differs. */
export async function runVerify(input: VerifyInput, config: Config): Promise<boolean> {
  const { only } = input;
  const target = await openTarget(input, config);
  const answers: RecordedAnswer[] = [];
  try {
    const report = await verify({
      target,
      pacts: input.pacts,
      ...(only === undefined ? {} : { only: (name) => name.includes(only) }),
      ...(input.partner === undefined ? {} : { partner: input.partner }),
      ...(input.rps === undefined ? {} : { maxRequestsPerSecond: input.rps }),
      observe: ({ partner, operation }, { name }, answer) => {
        const contract = composers.find((composer) => composer.contract.name === partner)?.contract;
        if (contract) answers.push({ partner, operation, case: name, fields: redact(contract, answer) });
      },
    });
    process.stdout.write(writeTable(report));
    await writeReport(input.junit, () => writeJunit(report));
    await writeReport(input.json, () => `${JSON.stringify(report, null, 2)}\n`);
    if (input.record !== undefined) {
      const { host } = new URL(report.target);
      const file = await writeRecording(input.record, {
        formatVersion: RECORDING_VERSION,
        recordedAt: report.startedAt,
        host,
        answers,
      });
      process.stdout.write(`Recorded ${answers.length} answers in ${file}\n`);
    }
    return countVerdict(report, 'failed') === 0;
  } finally {
    await target.close();
  }
}

/** Compares recordings with the answers of a simulator; true when nothing differs. */
export async function runDrift(folder: string, set: readonly string[]): Promise<boolean> {
  const recordings = await readRecordings(folder);
  const target = await simulatorTarget({}, readSettingArguments(set));
  try {
    const reports = await findDrift(recordings, target);
    process.stdout.write(reports.map(writeDrift).join('\n'));
    return reports.every(({ rows }) => rows.length === 0);
  } finally {
    await target.close();
  }
}
