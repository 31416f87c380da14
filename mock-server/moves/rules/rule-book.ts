import { isUsableTime } from '../../state/clock.js';
import type { Random } from '../fault.js';
import { activate, snapshot } from './active-rule.js';
import { checkRule } from './check-rule.js';
import type { Rule, RuleProblem, RuleScope } from './rule.js';
import { problem } from './rule-fields.js';
import type { ReadField } from './rule-index.js';
import { type RuleHit, type RuleSearch, startSearch } from './rule-search.js';
import { createRuleStore } from './rule-store.js';

/** How many rules a book holds. */
export const MAX_RULES = 10_000;

/** What a rule book needs from its world. */
export interface RuleBookOptions {
  now(): Date;
  /** Decides about rules with a probability. */
  readonly random: Random;
  /** A new id for each rule. */
  id(): string;
  /** Every operation that rules can apply to. */
  readonly scopes: readonly RuleScope[];
}

/** The parts of a request that rules look at. */
export interface RuleRequest {
  readonly partner: string;
  readonly operation: string;
  readonly field: ReadField;
}

/** The rules of one lane. */
export interface RuleBook {
  /** Checks a rule and adds it. */
  add(input: unknown): { readonly kind: 'added'; readonly rule: Rule } | RuleProblem;
  /** The rules that have not expired, in the order in which they are asked; those that are used up included. */
  list(): readonly Rule[];
  get(id: string): Rule | undefined;
  /** Whether there was such a rule. */
  remove(id: string): boolean;
  clear(): void;
  /** Starts the search for the rule of a request whose body may not have arrived yet. */
  search(partner: string, operation: string): RuleSearch;
  /** Finds the rule of a request whose body is known. */
  match(request: RuleRequest): RuleHit | undefined;
}

/** For operations without rules, which costs next to nothing. */
const NO_RULES: RuleSearch = {
  beforeBody: () => undefined,
  open: false,
  withBody: () => undefined,
  settle: () => {},
};

/**
 * Creates an empty rule book. A rule applies to the operations that have its fields and all its moves. A request is
 * counted by the rules that are asked about it, which end with the one that applies: a rule with `after` does not
 * count the requests that a stronger rule decides. What the partner refuses by its own rules counts for no rule, unless
 * a fault was applied to the refusal.
 *
 * Rules that are used up are kept for their hits until there is no room for a new one; expired rules are dropped.
 * @example
 * const book = createRuleBook({ now: world.now, random, id, scopes });
 * book.add({ partner: 'acmepay', sequence: ['TRY_LATER', 'TRY_LATER', 'natural'] });
 * const search = book.search('acmepay', 'putDocument');
 * const hit = search.beforeBody() ?? search.withBody((name) => body[name]);
 */
export function createRuleBook({ now, random, id, scopes }: RuleBookOptions): RuleBook {
  const store = createRuleStore(MAX_RULES);
  const { index } = store;
  let added = 0;
  const nowMs = () => now().getTime();
  const search = (partner: string, operation: string): RuleSearch => {
    const rules = () => index.of(partner, operation);
    if (rules() === undefined) return NO_RULES;
    return startSearch({
      nowMs: nowMs(),
      random,
      rules,
      drop: ({ id: expired }) => store.remove(expired),
      retire: index.remove,
      revive: store.revive,
    });
  };
  return {
    add: (input) => {
      const checked = checkRule(input, scopes);
      if (checked.kind === 'invalid') return checked;
      const { expiresInSeconds = 0 } = checked.input;
      if (!isUsableTime(nowMs() + 1000 * expiresInSeconds)) {
        return problem(
          'expiresInSeconds',
          'expiresInSeconds must not lead beyond the year 9999 of the clock of the lane',
        );
      }
      const rule = activate(checked, id(), added++, nowMs());
      if (!store.add(rule, nowMs())) {
        return { ...problem('rule', 'there are already 10,000 rules; remove some first'), full: true };
      }
      return { kind: 'added', rule: snapshot(rule) };
    },
    list: () => store.list(nowMs()).map(snapshot),
    get: (ruleId) => {
      const rule = store.get(ruleId, nowMs());
      return rule && snapshot(rule);
    },
    remove: store.remove,
    clear: store.clear,
    search,
    match: ({ partner, operation, field }) => search(partner, operation).withBody(field),
  };
}
