import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { makeFolder } from '../core/make-folder.js';
import { checkReports, checkWritable, orUserError, writeReport } from '../reports/report-file.js';
import { RECORDING_VERSION, type RecordedAnswer, writeRecording } from './recording.js';
import type { SaveBody } from './repeat-script.js';
import { writeJunit } from './report-junit.js';
import type { VerifyReport } from './result.js';

/** Where to write what a run found. */
export interface ReportFiles {
  readonly junit?: string;
  readonly json?: string;
  /** The folder for the recording. */
  readonly record?: string;
}

async function checkFolder(folder: string): Promise<void> {
  await makeFolder(folder);
  await checkWritable(join(folder, `.${randomBytes(6).toString('hex')}`));
}

/**
 * Checks before a long run that its reports can be written.
 * @throws UserError naming the one that cannot.
 */
export async function checkReportFiles({ junit, json, record }: ReportFiles): Promise<void> {
  await checkReports([junit, json].filter((path) => path !== undefined));
  if (record !== undefined) await orUserError('recording folder', record, () => checkFolder(record));
}

/**
 * Writes the reports and the recording; returns the path of the recording, if there is one.
 * @throws UserError when one cannot be written.
 */
export async function writeReportFiles(
  { junit, json, record }: ReportFiles,
  report: VerifyReport,
  answers: readonly RecordedAnswer[],
): Promise<string | undefined> {
  if (junit !== undefined) await writeReport(junit, writeJunit(report));
  if (json !== undefined) await writeReport(json, `${JSON.stringify(report, null, 2)}\n`);
  if (record === undefined) return undefined;
  const { host } = new URL(report.target);
  const { startedAt: recordedAt, incomplete } = report;
  const head = { formatVersion: RECORDING_VERSION, recordedAt, host } as const;
  const recording = { ...head, ...(incomplete === undefined ? {} : { incomplete }), answers };
  return orUserError('recording', record, () => writeRecording(record, recording));
}

/** Saves bodies in a folder beside a report, `report-bodies` beside `report.xml`; without a report, there is none. */
export function bodyFilesBeside({ junit, json }: ReportFiles): SaveBody | undefined {
  const report = junit ?? json;
  if (report === undefined) return undefined;
  // absolute, for a command that is pasted in another folder
  const folder = resolve(`${report.slice(0, report.length - extname(report).length)}-bodies`);
  return async (name, bytes) => {
    const file = join(folder, `${name}.bin`);
    return orUserError('request body', file, async () => {
      await makeFolder(folder);
      await writeFile(file, bytes);
      return file;
    });
  };
}
