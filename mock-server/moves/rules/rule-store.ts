import { type ActiveRule, byStrength, isExpired, isUsedUp } from './active-rule.js';
import { createRuleIndex, type RuleIndex } from './rule-index.js';

/** Rules by id, with the index of those that are still asked. */
export interface RuleStore {
  readonly index: RuleIndex;
  /** Drops what has expired and then what is used up, if that makes room; `false` when there still is none. */
  add(rule: ActiveRule, nowMs: number): boolean;
  /** Drops the expired rules; the others are returned in order of strength. */
  list(nowMs: number): readonly ActiveRule[];
  get(id: string, nowMs: number): ActiveRule | undefined;
  /** Whether there was such a rule. */
  remove(id: string): boolean;
  clear(): void;
  /** Puts a rule that is not used up after all back into the index, unless it was removed. */
  revive(rule: ActiveRule): void;
}

/** Creates an empty store for up to `maxRules` rules. */
export function createRuleStore(maxRules: number): RuleStore {
  const rules = new Map<string, ActiveRule>();
  const index = createRuleIndex();
  const remove = (id: string) => {
    const rule = rules.get(id);
    if (rule) index.remove(rule);
    return rules.delete(id);
  };
  const removeIf = (isDone: (rule: ActiveRule) => boolean) => {
    for (const rule of rules.values()) if (isDone(rule)) remove(rule.id);
  };
  return {
    index,
    add: (rule, nowMs) => {
      if (rules.size >= maxRules) removeIf((other) => isExpired(other, nowMs));
      if (rules.size >= maxRules) removeIf(isUsedUp);
      if (rules.size >= maxRules) return false;
      rules.set(rule.id, rule);
      index.add(rule);
      return true;
    },
    list: (nowMs) => {
      removeIf((rule) => isExpired(rule, nowMs));
      return [...rules.values()].sort(byStrength);
    },
    get: (id, nowMs) => {
      const rule = rules.get(id);
      return rule && !isExpired(rule, nowMs) ? rule : undefined;
    },
    remove,
    clear: () => {
      rules.clear();
      index.clear();
    },
    revive: (rule) => {
      if (rules.get(rule.id) === rule) index.add(rule);
    },
  };
}
