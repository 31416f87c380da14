import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../core/make-folder.js';
import type { ComparedFields } from './redact.js';

/** The version of the format in which recordings are written; `drift` reads no other one. */
export const RECORDING_VERSION = 1;

/** One recorded answer. */
export interface RecordedAnswer {
  readonly partner: string;
  readonly operation: string;
  readonly case: string;
  readonly fields: ComparedFields;
}

/** The answers of one target at a point in time. */
export interface Recording {
  readonly formatVersion: typeof RECORDING_VERSION;
  readonly recordedAt: string;
  readonly host: string;
  /** Why answers are missing; absent from the recording of a complete run. */
  readonly incomplete?: string;
  readonly answers: readonly RecordedAnswer[];
}

/** Writes a recording to a file named after its time, to the millisecond, and its host; returns its path. */
export async function writeRecording(folder: string, recording: Recording): Promise<string> {
  await makeFolder(folder);
  const stamp = recording.recordedAt.replace(/\D/g, '');
  const file = join(folder, `${stamp}-${recording.host.replace(/[^\w.-]/g, '_')}.json`);
  await writeFile(file, `${JSON.stringify(recording, null, 2)}\n`);
  return file;
}
