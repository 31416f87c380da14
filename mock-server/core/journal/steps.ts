import type { Operation } from '@sparring/contracts';
import type { JournalEntry, JournalMove, JournalStep } from '../../state/journal.js';
import type { SimulatedPartner } from '../partner.js';
import type { Progress, Stage } from '../progress.js';

/** What the steps of a judgement are derived from. */
export interface Judged {
  readonly partner: SimulatedPartner;
  /** Absent when the request matches none. */
  readonly operation: Operation | undefined;
  readonly progress: Omit<Progress, 'body'>;
  readonly entry: Pick<JournalEntry, 'rule' | 'reason' | 'move'>;
  /** Whether the partner accepted, which a fault may hide from the client. */
  readonly accepted: boolean;
}

/** A step before its verdict. */
interface Planned {
  readonly stage: Stage | 'answer' | 'sign';
  readonly name: string;
  readonly rule: string | null;
  /** Which of the rules of its stage it belongs to. */
  readonly ruleAt?: number;
}

const plain = (stage: Planned['stage']): Planned => ({ stage, name: stage, rule: null });

/** A step for each decision of each rule. */
const planRules = (stage: Stage, rules: readonly { readonly decisions: readonly string[] }[]): readonly Planned[] =>
  rules.flatMap(({ decisions }, ruleAt) => decisions.map((rule) => ({ stage, name: rule, rule, ruleAt })));

function planOperation({ partner, operation, progress }: Judged): readonly Planned[] {
  if (!operation) return [];
  const { checkParameters, checkRequest, bodyKind } = operation;
  return [
    plain('authenticate'),
    plain('receive'),
    ...(progress.signsBody ? [plain('signature')] : []),
    ...planRules('caller', partner.callerRules),
    ...(checkParameters ? [plain('parameters')] : []),
    ...(bodyKind === 'none' ? [] : [plain('decode')]),
    ...(checkRequest ? [plain('schema')] : []),
    ...planRules('rules', partner.operations[operation.name]?.rules ?? []),
    plain('accept'),
  ];
}

/** A move usually stands in for the acceptance; a fault may cut a request short, or hide that it was accepted. */
function stageBeforeMove({ progress, accepted, entry }: Judged, planned: readonly Planned[]): number {
  const { cutAfter } = progress;
  if (cutAfter) return planned.findIndex(({ stage }) => stage === cutAfter);
  const isHidden = accepted && entry.rule === 'move';
  return planned.length - (isHidden || planned.length === 1 ? 1 : 2);
}

/** Every step that the request would take, in order. */
function plan(judged: Judged): readonly Planned[] {
  const steps = [plain('route'), ...planOperation(judged)];
  steps.splice(stageBeforeMove(judged, steps) + 1, 0, plain('move'));
  return [...steps, plain('answer'), plain('sign')];
}

/** Where the judgement ended: at the decision of the refusal, or else at the end of its rule or stage. */
function endOf({ progress, entry: { rule }, accepted }: Judged, planned: readonly Planned[]): number {
  const { ruleAt } = progress;
  const stage = accepted && rule !== null ? 'move' : progress.stage;
  const isThere = (one: Planned) => one.stage === stage && (one.ruleAt ?? ruleAt) === ruleAt;
  const exact = planned.findIndex((one) => isThere(one) && one.rule !== null && one.rule === rule);
  return exact >= 0 ? exact : planned.findLastIndex(isThere);
}

const asked = ({ text, by, used }: JournalMove) => `${text} by ${by}${used ? '' : ' (not used)'}`;

type Verdict = JournalStep['verdict'];

const done = (isDone: boolean | undefined): Verdict => (isDone ? 'passed' : 'skipped');

/** What became of each planned step; `end` is the one that refused, if one did. */
function verdictOf({ entry: { rule, move } }: Judged, signed: boolean, end: number) {
  const isRefused = rule !== null;
  const special: Partial<Record<Planned['stage'], Verdict>> = {
    answer: 'passed',
    sign: done(signed),
    move: done(move?.used),
  };
  return ({ stage }: Planned, index: number): Verdict => {
    if (isRefused && index === end) return 'refused';
    return special[stage] ?? done(!isRefused || index < end);
  };
}

/**
 * The steps of a request with their verdicts: everything before the step that refused has passed.
 * @param signed whether the answer is signed
 */
export function stepsOf(judged: Judged, signed: boolean): readonly JournalStep[] {
  const { partner, entry } = judged;
  const planned = plan(judged);
  const verdicts = planned.map(verdictOf(judged, signed, endOf(judged, planned)));
  return planned.map(({ name, stage, rule: planRule }, index) => {
    const verdict = verdicts[index] ?? 'skipped';
    const rule = verdict === 'refused' ? entry.rule : planRule;
    const { provenance } = partner.contract.decisions.find(({ id }) => id === rule) ?? {};
    const words = stage === 'move' && entry.move ? asked(entry.move) : null;
    return {
      name,
      verdict,
      rule,
      provenance: provenance?.kind ?? null,
      source: provenance?.source ?? null,
      reason: verdict === 'refused' ? (words ?? entry.reason) : words,
    };
  });
}
