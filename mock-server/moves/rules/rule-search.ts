import type { Random } from '../fault.js';
import { type ActiveRule, byStrength, isExpired, isUsedUp } from './active-rule.js';
import { type IndexedRules, matchingLists, positionOf, type ReadField } from './rule-index.js';

/** The rule that decided about a request. */
export interface RuleHit {
  readonly ruleId: string;
  /** A text that `parseMove` understands for this operation; `null` for the natural outcome. */
  readonly move: string | null;
}

/**
 * The search for the rule of one request. Rules are asked in order of strength until one applies; only those that
 * are asked count the request.
 */
export interface RuleSearch {
  /** Asks the rules that are stronger than any that needs the body. */
  beforeBody(): RuleHit | undefined;
  /** Whether `withBody` can still find a rule, so that nothing weaker than a rule may decide yet. */
  readonly open: boolean;
  /** Asks the remaining rules; returns the same as `beforeBody` if that found one. */
  withBody(read: ReadField): RuleHit | undefined;
  /**
   * Corrects the counts once it is known what became of the request; only the first call has an effect.
   * @param refused whether the partner refused it by its own rules: rules with `after` have not let it pass
   * @param moveUsed otherwise, the rule has not applied, and the next request gets the same step of a sequence
   */
  settle(refused: boolean, moveUsed: boolean): void;
}

/** The rules that have counted a request. */
interface Counted {
  readonly passed: ActiveRule[];
  applied: { readonly rule: ActiveRule; readonly step: number } | undefined;
}

/** What a search needs of the rule book. */
export interface SearchContext {
  readonly nowMs: number;
  readonly random: Random;
  /** The current rules of the operation of the request. */
  rules(): IndexedRules | undefined;
  /** Forgets a rule that has expired, also if the clock should go back. */
  drop(rule: ActiveRule): void;
  /** Stops asking a rule. */
  retire(rule: ActiveRule): void;
  /** Asks a rule again that was retired, unless it was removed. */
  revive(rule: ActiveRule): void;
}

/** A position in a list of rules that is in order of strength. */
interface Cursor {
  readonly list: readonly ActiveRule[];
  position: number;
}

const ruleAt = ({ list, position }: Cursor) => list[position];

/** The cursor at the strongest rule; `undefined` when all are at their ends. */
function strongest(cursors: readonly Cursor[]): Cursor | undefined {
  let best: Cursor | undefined;
  let bestRule: ActiveRule | undefined;
  for (const cursor of cursors) {
    const rule = ruleAt(cursor);
    if (rule === undefined || (bestRule && byStrength(bestRule, rule) < 0)) continue;
    best = cursor;
    bestRule = rule;
  }
  return best;
}

/**
 * Merges lists in order of strength, up to a rule that is stronger than the next one. The rule that was returned last
 * may be removed from its list.
 */
function* inOrder(cursors: readonly Cursor[], end?: ActiveRule): Generator<ActiveRule> {
  for (let next = strongest(cursors); next; next = strongest(cursors)) {
    const rule = ruleAt(next);
    if (!rule || (end && byStrength(end, rule) < 0)) return;
    yield rule;
    if (ruleAt(next) === rule) next.position += 1;
  }
}

/** The strongest rule that needs the body; expired ones are dropped. */
function strongestLate({ late }: IndexedRules, { nowMs, drop }: SearchContext): ActiveRule | undefined {
  let rule = late[0];
  while (rule && isExpired(rule, nowMs)) {
    drop(rule);
    rule = late[0];
  }
  return rule;
}

/** Asks one rule, which counts the request. */
function ask(rule: ActiveRule, { nowMs, random, retire, drop }: SearchContext, counted: Counted): RuleHit | undefined {
  const { input, steps } = rule.checked;
  if (isExpired(rule, nowMs)) {
    drop(rule);
    return undefined;
  }
  if (rule.passed < (input.after ?? 0)) {
    rule.passed += 1;
    counted.passed.push(rule);
    return undefined;
  }
  if (input.probability !== undefined && random() >= input.probability) return undefined;
  const step = rule.returned.shift() ?? rule.started++;
  const move = steps[step % steps.length] ?? null;
  rule.hits += 1;
  counted.applied = { rule, step };
  if (isUsedUp(rule)) retire(rule);
  return { ruleId: rule.id, move };
}

/** The rule that applied has not applied after all. */
function giveBack({ applied }: Counted, { revive }: SearchContext): void {
  if (!applied) return;
  const { rule, step } = applied;
  const wasRetired = isUsedUp(rule);
  rule.hits -= 1;
  rule.returned.push(step);
  rule.returned.sort((one, other) => one - other);
  if (wasRetired) revive(rule);
}

/** The position of the first rule that is weaker than this one; without one, the first of all. */
function positionAfter(list: readonly ActiveRule[], rule: ActiveRule | undefined): number {
  const position = rule ? positionOf(list, rule) : 0;
  return rule && list[position] === rule ? position + 1 : position;
}

/** Starts the search for the rule of one request. */
export function startSearch(context: SearchContext): RuleSearch {
  const counted: Counted = { passed: [], applied: undefined };
  let last: ActiveRule | undefined;
  let hit: RuleHit | undefined;
  let open = true;
  const askAll = (rules: Iterable<ActiveRule>) => {
    for (const rule of rules) {
      last = rule;
      hit = ask(rule, context, counted);
      if (hit) return;
    }
  };
  return {
    beforeBody: () => {
      const rules = context.rules();
      const late = rules && strongestLate(rules, context);
      if (rules) askAll(inOrder([{ list: rules.early, position: 0 }], late));
      open = late !== undefined && hit === undefined;
      return hit;
    },
    get open() {
      return open;
    },
    withBody: (read) => {
      const rules = open ? context.rules() : undefined;
      open = false;
      if (!rules) return hit;
      const early = { list: rules.early, position: positionAfter(rules.early, last) };
      const late = matchingLists(rules, read).map((list) => ({ list, position: 0 }));
      askAll(inOrder([early, ...late]));
      return hit;
    },
    settle: (refused, moveUsed) => {
      if (refused) for (const rule of counted.passed) rule.passed -= 1;
      if (!moveUsed) giveBack(counted, context);
      counted.passed.length = 0;
      counted.applied = undefined;
    },
  };
}
