import type { CheckedRule } from './check-rule.js';
import type { Rule } from './rule.js';

/** A rule at work. */
export interface ActiveRule {
  readonly id: string;
  /** Rules of the same priority apply in this order. */
  readonly order: number;
  readonly priority: number;
  readonly checked: CheckedRule;
  /** How often it can apply; can be infinite. */
  readonly limit: number;
  readonly createdAtMs: number;
  /** Can be infinite. */
  readonly expiresAtMs: number;
  /** How often it has applied. */
  hits: number;
  /** How many steps have been started; those that were given back are in `returned`. */
  started: number;
  /** Steps of requests that did not use them, for the next ones. */
  readonly returned: number[];
  /** How many matching requests it has let pass at the beginning. */
  passed: number;
}

/** Negative when the first rule is to be asked before the second one. */
export const byStrength = (one: ActiveRule, other: ActiveRule) =>
  other.priority - one.priority || one.order - other.order;

export const isExpired = ({ expiresAtMs }: ActiveRule, nowMs: number) => expiresAtMs <= nowMs;
export const isUsedUp = ({ hits, limit }: ActiveRule) => hits >= limit;

/** Puts a checked rule to work. */
export function activate(checked: CheckedRule, id: string, order: number, nowMs: number): ActiveRule {
  const { times, sequence, repeat, expiresInSeconds, priority = 0 } = checked.input;
  const once = sequence && !repeat ? sequence.length : Number.POSITIVE_INFINITY;
  return {
    id,
    order,
    priority,
    checked,
    limit: Math.min(times ?? Number.POSITIVE_INFINITY, once),
    createdAtMs: nowMs,
    expiresAtMs: nowMs + 1_000 * (expiresInSeconds ?? Number.POSITIVE_INFINITY),
    hits: 0,
    started: 0,
    returned: [],
    passed: 0,
  };
}

/** What a user sees of a rule at this moment. */
export function snapshot({ id, priority, checked, limit, hits, createdAtMs, expiresAtMs }: ActiveRule): Rule {
  return {
    ...structuredClone(checked.input),
    id,
    priority,
    hits,
    remaining: Number.isFinite(limit) ? limit - hits : null,
    createdAt: new Date(createdAtMs).toISOString(),
    expiresAt: Number.isFinite(expiresAtMs) ? new Date(expiresAtMs).toISOString() : null,
  };
}
