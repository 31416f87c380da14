import { isObject, withoutUndefined } from '../../core/field-check.js';
import { listOf } from '../fault-form.js';
import { type MoveScope, parseMove } from '../parse-move.js';
import { NATURAL, type RuleInput, type RuleProblem, type RuleScope } from './rule.js';
import { checkFields, problem } from './rule-fields.js';

/** A rule that can be added. */
export interface CheckedRule {
  readonly kind: 'checked';
  readonly input: RuleInput;
  /** One move for each time; `null` is the natural outcome. */
  readonly steps: readonly (string | null)[];
  /** The operations that it can apply to: those that have its fields and all its moves. */
  readonly scopes: readonly RuleScope[];
}

const unique = (texts: readonly string[]) => [...new Set(texts)];
const isNatural = (move: string) => move.trim().toLowerCase() === NATURAL;

/** Everything that any of the scopes offers. */
function union(scopes: readonly RuleScope[]): MoveScope {
  return {
    codes: unique(scopes.flatMap(({ codes }) => codes)),
    signsAnswers: scopes.some(({ signsAnswers }) => signsAnswers),
    datesAnswers: scopes.some(({ datesAnswers }) => datesAnswers),
  };
}

const knows = (scope: MoveScope) => (move: string) => isNatural(move) || parseMove(move, scope).kind !== 'unknown';

/** Narrows the operations down by partner, operation and fields; each step must leave at least one. */
function selectScopes(input: RuleInput, all: readonly RuleScope[]): readonly RuleScope[] | RuleProblem {
  const { partner, operation, fields } = input;
  const ofPartner = all.filter((scope) => partner === undefined || scope.partner === partner);
  if (ofPartner.length === 0) {
    const names = unique(all.map((scope) => scope.partner));
    return problem('partner', `partner must be ${listOf(names, 'or')}`);
  }
  const named = ofPartner.filter((scope) => operation === undefined || scope.operation === operation);
  if (named.length === 0) {
    const names = unique(ofPartner.map((scope) => scope.operation));
    return problem('operation', `operation must be ${listOf(names, 'or')}`);
  }
  const fitting = named.filter((scope) => Object.keys(fields ?? {}).every((field) => scope.fields.includes(field)));
  if (fitting.length > 0) return fitting;
  const known = named.map((scope) => `${scope.operation} has ${listOf(scope.fields, 'and') || 'no fields'}`);
  return problem('fields', `fields must be those of one operation; ${known.join('; ')}`);
}

/** Keeps the operations that have all the moves. */
function withMoves(
  moves: readonly string[],
  field: 'move' | 'sequence',
  scopes: readonly RuleScope[],
): readonly RuleScope[] | RuleProblem {
  const fitting = scopes.filter((scope) => moves.every(knows(scope)));
  if (fitting.length > 0) return fitting;
  const problems = moves.filter((move) => !isNatural(move)).map((move) => parseMove(move, union(scopes)));
  const unknown = problems.find((parsed) => parsed.kind === 'unknown');
  if (unknown) return problem(field, `${unknown.message}; use ${NATURAL} for no move`);
  return problem(field, `${field} must be moves that are all of one operation`);
}

/** A sequence is used up at its end, so more times are a mistake. */
function checkTimes({ sequence, repeat = false, times = 1 }: RuleInput): RuleProblem | undefined {
  if (!sequence || repeat || times <= sequence.length) return undefined;
  const most = `times must be at most ${sequence.length}, the length of the sequence, unless it repeats: add repeat`;
  return problem('times', most);
}

/**
 * Checks a rule as a user wrote it.
 * @param scopes every operation that there is
 * @returns the rule, or the first problem with the field that it is in
 * @example checkRule({ move: 'delay(2s)', times: 1 }, scopes)
 */
export function checkRule(input: unknown, scopes: readonly RuleScope[]): CheckedRule | RuleProblem {
  const given = withoutUndefined(input);
  if (!isObject(given)) {
    return problem('rule', 'a rule must be an object, for example { "move": "delay(2s)" }');
  }
  const wrong = checkFields(given);
  if (wrong) return wrong;
  if ('move' in given === 'sequence' in given) {
    return problem('move', 'a rule must have either a move or a sequence of moves');
  }
  if ('repeat' in given && 'move' in given) return problem('repeat', 'repeat is only allowed with a sequence');
  const rule = structuredClone(given) as unknown as RuleInput;
  const tooShort = checkTimes(rule);
  if (tooShort) return tooShort;
  const selected = selectScopes(rule, scopes);
  if ('kind' in selected) return selected;
  const moves = rule.sequence ?? [rule.move];
  const fitting = withMoves(moves, rule.sequence ? 'sequence' : 'move', selected);
  if ('kind' in fitting) return fitting;
  const steps = moves.map((move) => (isNatural(move) ? null : move.trim()));
  return { kind: 'checked', input: rule, steps, scopes: fitting };
}
