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
  /** Uncounts the request, because the move was not used. Of a sequence, the next request gets the same step. */
  takeBack(): void;
}

type Undo = (() => void)[];

/** What a search needs of the rule book. */
export interface SearchContext {
  readonly nowMs: number;
  readonly random: Random;
  /** The current rules of the operation of the request. */
  rules(): IndexedRules | undefined;
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

function strongest(cursors: readonly Cursor[]): { readonly cursor: Cursor; readonly rule: ActiveRule } | undefined {
  let best: { readonly cursor: Cursor; readonly rule: ActiveRule } | undefined;
  for (const cursor of cursors) {
    const rule = cursor.list[cursor.position];
    if (rule && (!best || byStrength(rule, best.rule) < 0)) best = { cursor, rule };
  }
  return best;
}

/**
 * Merges lists in order of strength, up to a rule that is stronger than the next one. The rule that was returned last
 * may be removed from its list.
 */
function* inOrder(cursors: readonly Cursor[], end?: ActiveRule): Generator<ActiveRule> {
  for (let next = strongest(cursors); next; next = strongest(cursors)) {
    const { cursor, rule } = next;
    if (end && byStrength(end, rule) < 0) return;
    yield rule;
    if (cursor.list[cursor.position] === rule) cursor.position += 1;
  }
}

/** The strongest rule that needs the body; expired ones are retired. */
function strongestLate({ late }: IndexedRules, { nowMs, retire }: SearchContext): ActiveRule | undefined {
  let rule = late[0];
  while (rule && isExpired(rule, nowMs)) {
    retire(rule);
    rule = late[0];
  }
  return rule;
}

/** Asks one rule, which counts the request; `undo` collects how to uncount it. */
function ask(rule: ActiveRule, { nowMs, random, retire, revive }: SearchContext, undo: Undo): RuleHit | undefined {
  const { input, steps } = rule.checked;
  if (isExpired(rule, nowMs)) {
    retire(rule);
    return undefined;
  }
  if (rule.passed < (input.after ?? 0)) {
    rule.passed += 1;
    undo.push(() => {
      rule.passed -= 1;
    });
    return undefined;
  }
  if (input.probability !== undefined && random() >= input.probability) return undefined;
  const move = steps[rule.hits % steps.length] ?? null;
  rule.hits += 1;
  if (isUsedUp(rule)) retire(rule);
  undo.push(() => {
    const wasRetired = isUsedUp(rule);
    rule.hits -= 1;
    if (wasRetired) revive(rule);
  });
  return { ruleId: rule.id, move };
}

/** The position of the first rule that is weaker than this one; without one, the first of all. */
function positionAfter(list: readonly ActiveRule[], rule: ActiveRule | undefined): number {
  const position = rule ? positionOf(list, rule) : 0;
  return rule && list[position] === rule ? position + 1 : position;
}

/** Starts the search for the rule of one request. */
export function startSearch(context: SearchContext): RuleSearch {
  const undo: Undo = [];
  let last: ActiveRule | undefined;
  let hit: RuleHit | undefined;
  let open = true;
  const askAll = (rules: Iterable<ActiveRule>) => {
    for (const rule of rules) {
      last = rule;
      hit = ask(rule, context, undo);
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
    takeBack: () => {
      for (const uncount of undo.splice(0)) uncount();
    },
  };
}
