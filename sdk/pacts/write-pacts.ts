import { appendFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CallEnd } from './pact-case.js';
import { writePrepaidifyPact } from './prepaidify-pact.js';
import { writeWorldfirstPact } from './worldfirst-pact.js';

/** What the SDK made of one interaction. */
export interface Judged {
  readonly description: string;
  readonly expected: CallEnd;
  readonly actual: CallEnd;
}

/** Writes all pacts into a folder that is emptied first: Pact merges into files that are there. */
export async function writePacts(folder: string): Promise<readonly Judged[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const all: Judged[] = [];
  const judged = (description: string, expected: CallEnd, actual: CallEnd) =>
    void all.push({ description, expected, actual });
  await writeWorldfirstPact({ folder, judged });
  await writePrepaidifyPact({ folder, judged });
  for (const file of readdirSync(folder)) appendFileSync(join(folder, file), '\n');
  return all;
}
