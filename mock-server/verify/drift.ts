import { composers, isMediaType } from '@sparring/cases';
import type { PartnerContract } from '@sparring/contracts';
import { UserError } from '../core/user-error.js';
import { runConformance } from './conformance.js';
import type { RecordedAnswer, Recording } from './recording.js';
import { type ComparedFields, redact } from './redact.js';
import type { CaseResult } from './result.js';
import type { CaseObserver } from './run.js';
import { createSender } from './send.js';
import type { Target } from './target.js';

/** One field in which recorded answers differ from the simulator's, in the same way for each of the cases. */
export interface DriftRow {
  readonly partner: string;
  readonly operation: string;
  readonly field: string;
  readonly recorded: string;
  readonly simulated: string;
  /** The decision behind this part of the answer, or those of the cases; one of them may be wrong. Can be empty. */
  readonly decisions: readonly string[];
  /** The names of the cases. */
  readonly cases: readonly string[];
}

export interface DriftReport {
  readonly host: string;
  readonly recordedAt: string;
  /** Why the recording is incomplete. */
  readonly incomplete?: string | undefined;
  readonly compared: number;
  /** How many of the compared answers differ. */
  readonly different: number;
  /** The recorded cases that no longer exist. */
  readonly unknown: readonly string[];
  readonly rows: readonly DriftRow[];
}

/** A recorded answer, and the simulator's answer to the same case. */
interface Pair {
  readonly recorded: RecordedAnswer;
  readonly simulated: RecordedAnswer;
  /** The decisions of the case. */
  readonly decisions: readonly string[];
}

type Simulated = ReadonlyMap<string, Omit<Pair, 'recorded'>>;

const NOTHING = 'nothing';
/** What a case is about; other parts of an answer are no matter of the case. */
const OUTCOME_FIELDS = ['code', 'class', 'body'];
const keyOf = ({ partner, case: name }: Pick<RecordedAnswer, 'partner' | 'case'>) => `${partner}/${name}`;

/** The simulator's answers to the recorded cases, redacted like a recording. */
async function simulate(recordings: readonly Recording[], target: Target): Promise<Simulated> {
  const wanted = new Set(recordings.flatMap(({ answers }) => answers.map(keyOf)));
  const sender = createSender(target.url);
  const answers = new Map<string, Omit<Pair, 'recorded'>>();
  try {
    for (const composer of composers) {
      const { name: partner } = composer.contract;
      const observe: CaseObserver = ({ operation }, { name, decisions }, answer) => {
        const simulated = { partner, operation, case: name, fields: redact(composer.contract, answer) };
        answers.set(keyOf(simulated), { simulated, decisions });
      };
      const only = (name: string) => wanted.has(keyOf({ partner, case: name }));
      await runConformance({
        composer,
        target,
        sender,
        observe,
        only,
        report: failOnSilence,
      });
    }
  } finally {
    sender.close();
  }
  return answers;
}

/** Our own simulator always answers. */
function failOnSilence({ partner, name, reason = '' }: CaseResult): void {
  if (/^(no answer|could not be played): /.test(reason)) throw new Error(`${partner}/${name}: ${reason}`);
}

const TYPE = 'header content-type';
const withoutParameters = (type: string) => type.replace(/;.*/s, '');

/** Parameters of a media type, such as the charset, only count if a decision is about them. */
function isSame(name: string, recorded: string | undefined, simulated: string | undefined, hasDecision: boolean) {
  if (name !== TYPE || recorded === undefined || simulated === undefined) return recorded === simulated;
  return isMediaType(hasDecision ? simulated : withoutParameters(simulated), recorded);
}

/** The fields to report: another code has another text and other fields, so those are not reported again. */
function differingFields(
  recorded: ComparedFields,
  simulated: ComparedFields,
  parts: PartnerContract['partDecisions'],
): readonly string[] {
  const names = [...new Set([...Object.keys(recorded), ...Object.keys(simulated)])];
  const differing = names.filter((name) => !isSame(name, recorded[name], simulated[name], Object.hasOwn(parts, name)));
  if (recorded['code'] === simulated['code']) return differing;
  const bothDecoded = recorded['code'] !== undefined && simulated['code'] !== undefined;
  const causes = [TYPE, ...(bothDecoded ? ['code'] : ['body', 'httpStatus'])];
  return differing.filter((name) => causes.includes(name));
}

function rowsOf({ recorded, simulated, decisions }: Pair): readonly DriftRow[] {
  const { partner, operation, case: name } = simulated;
  const parts = composers.find(({ contract }) => contract.name === partner)?.contract.partDecisions ?? {};
  return differingFields(recorded.fields, simulated.fields, parts).map((field) => {
    const ofCase = OUTCOME_FIELDS.includes(field) ? decisions : [];
    const part = parts[field];
    return {
      partner,
      operation,
      field,
      recorded: recorded.fields[field] ?? NOTHING,
      simulated: simulated.fields[field] ?? NOTHING,
      decisions: part === undefined ? ofCase : [part],
      cases: [name],
    };
  });
}

/** Combines rows that differ only in their case. */
function combine(rows: readonly DriftRow[]): readonly DriftRow[] {
  const combined = new Map<string, DriftRow>();
  for (const row of rows) {
    const key = JSON.stringify({ ...row, cases: [] });
    combined.set(key, { ...row, cases: [...(combined.get(key)?.cases ?? []), ...row.cases] });
  }
  return [...combined.values()];
}

function compare({ host, recordedAt, incomplete, answers }: Recording, simulated: Simulated): DriftReport {
  const pairs = answers.flatMap((recorded) => {
    const found = simulated.get(keyOf(recorded));
    return found ? [{ recorded, ...found }] : [];
  });
  const unknown = answers.map(keyOf).filter((key) => !simulated.has(key));
  if (pairs.length === 0) {
    throw new UserError(
      `the recording of ${host} from ${recordedAt} cannot be compared: none of its cases exists in this version (${unknown[0]}, …); record again with sparring verify --record`,
    );
  }
  const differences = pairs.map(rowsOf).filter((rows) => rows.length > 0);
  return {
    host,
    recordedAt,
    incomplete,
    compared: pairs.length,
    different: differences.length,
    unknown,
    rows: combine(differences.flat()),
  };
}

/**
 * Compares recordings, field by field, with a simulator's answers to the same cases.
 * @throws UserError when a recording has no case that still exists.
 */
export async function findDrift(recordings: readonly Recording[], target: Target): Promise<readonly DriftReport[]> {
  const simulated = await simulate(recordings, target);
  return recordings.map((recording) => compare(recording, simulated));
}
