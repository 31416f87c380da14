import { composers } from '@sparring/cases';
import { type CaseObserver, runConformance } from './conformance.js';
import { type RecordedAnswer, type Recording, redact } from './recording.js';
import { createSender } from './send.js';
import type { Target } from './target.js';

/** One field in which a recorded answer differs from the simulator's. */
export interface DriftRow {
  readonly partner: string;
  readonly operation: string;
  readonly case: string;
  readonly field: string;
  readonly recorded: string;
  readonly simulated: string;
  /** The decision behind this part of the answer, or those of the case; one of them may be wrong. */
  readonly decisions: readonly string[];
}

export interface DriftReport {
  readonly host: string;
  readonly recordedAt: string;
  readonly compared: number;
  /** The recorded cases that no longer exist. */
  readonly unknown: readonly string[];
  readonly rows: readonly DriftRow[];
}

const NOTHING = 'nothing';
const contractOf = (partner = '') => composers.find(({ contract }) => contract.name === partner)?.contract;
const keyOf = ({ partner, case: name }: Pick<RecordedAnswer, 'partner' | 'case'>) => `${partner}/${name}`;

/** The simulator's answers to every portable case, redacted like a recording. */
async function simulatedAnswers(target: Target): Promise<ReadonlyMap<string, RecordedAnswer>> {
  const sender = createSender(target.url);
  const answers = new Map<string, RecordedAnswer>();
  try {
    for (const composer of composers) {
      const observe: CaseObserver = ({ partner, operation }, { name, decisions }, answer) => {
        const fields = redact(composer.contract, answer);
        answers.set(`${partner}/${name}`, { partner, operation, case: name, decisions, fields });
      };
      await runConformance(composer, target, sender, { observe });
    }
  } finally {
    sender.close();
  }
  return answers;
}

function rowsOf(recorded: RecordedAnswer, simulated: RecordedAnswer): readonly DriftRow[] {
  const { partner, operation } = simulated;
  const parts = contractOf(partner)?.partDecisions ?? {};
  const names = new Set([...Object.keys(recorded.fields), ...Object.keys(simulated.fields)]);
  return [...names].flatMap((field) => {
    const [before, now] = [recorded.fields[field] ?? NOTHING, simulated.fields[field] ?? NOTHING];
    if (before === now) return [];
    const part = parts[field];
    const decisions = part === undefined ? simulated.decisions : [part];
    return [{ partner, operation, case: recorded.case, field, recorded: before, simulated: now, decisions }];
  });
}

/** Compares recordings, field by field, with a simulator's answers to the same cases. */
export async function findDrift(recordings: readonly Recording[], target: Target): Promise<readonly DriftReport[]> {
  const simulated = await simulatedAnswers(target);
  return recordings.map(({ host, recordedAt, answers }) => {
    const known = answers.filter((answer) => simulated.has(keyOf(answer)));
    const rows = known.flatMap((answer) => {
      const now = simulated.get(keyOf(answer));
      return now ? rowsOf(answer, now) : [];
    });
    const unknown = answers.filter((answer) => !simulated.has(keyOf(answer))).map(keyOf);
    return { host, recordedAt, compared: known.length, unknown, rows };
  });
}

function decisionLines(rows: readonly DriftRow[]): string[] {
  const touched = new Map<string, Set<string>>();
  for (const { partner, decisions, case: name } of rows) {
    for (const id of decisions)
      touched.set(`${partner} ${id}`, (touched.get(`${partner} ${id}`) ?? new Set()).add(name));
  }
  return [...touched].map(([key, names]) => {
    const [partner, id] = key.split(' ');
    const decision = contractOf(partner)?.decisions.find((candidate) => candidate.id === id);
    const setting = decision?.setting ? `; setting ${partner}.${decision.setting}` : '';
    const kind = decision?.provenance.kind ?? 'unknown';
    return `  ${key} (${kind}${setting}): ${decision?.question ?? ''} ${names.size} case${names.size === 1 ? '' : 's'} differ`;
  });
}

/** Formats the drift of one recording as text. */
export function writeDrift({ host, recordedAt, compared, unknown, rows }: DriftReport): string {
  const lines = rows.map(
    ({ partner, operation, case: name, field, recorded, simulated, decisions }) =>
      `${partner} ${operation} ${name}: ${field} was ${recorded}, the simulator answers ${simulated} (${decisions.join(', ')})`,
  );
  return [
    `${host}, recorded ${recordedAt}: ${compared} answers compared, ${rows.length} fields differ`,
    ...lines,
    ...(rows.length > 0 ? ['', 'Decisions that may be wrong:', ...decisionLines(rows)] : []),
    ...unknown.map((name) => `this case no longer exists: ${name}`),
    '',
  ].join('\n');
}
