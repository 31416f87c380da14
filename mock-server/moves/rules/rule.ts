import type { MoveScope } from '../parse-move.js';

/** In place of a move: the request gets its natural outcome. */
export const NATURAL = 'natural';

/** When a rule applies; what is left out does not matter. */
export interface RuleConditions {
  readonly partner?: string;
  readonly operation?: string;
  /** Fields of the body or parameters, each with the exact text that it must have. */
  readonly fields?: Readonly<Record<string, string>>;
  /** How often the rule applies, at most once for each step of a sequence that does not repeat; default: no limit. */
  readonly times?: number;
  /** How many matching requests the rule lets pass first; those that the partner refuses by its own rules do not count. */
  readonly after?: number;
  /** How likely the rule applies to a matching request, from 0 to 1. */
  readonly probability?: number;
  /** By the world's clock. */
  readonly expiresInSeconds?: number;
  /** Higher ones are asked first, older ones before newer ones; default: 0. */
  readonly priority?: number;
}

/** What a rule does: one move each time, or one after the other. The word `natural` stands for no move. */
export type RuleMoves<Move extends string = string> =
  | { readonly move: Move; readonly sequence?: never; readonly repeat?: never }
  | {
      readonly move?: never;
      readonly sequence: readonly Move[];
      /** Start again at the end of the sequence; otherwise the rule is used up there. */
      readonly repeat?: boolean;
    };

/** A rule as a user writes it. */
export type RuleInput = RuleConditions & RuleMoves;

/** A snapshot of a rule and its progress. */
export type Rule = RuleInput & {
  readonly id: string;
  readonly priority: number;
  /** How often it has applied. */
  readonly hits: number;
  /** How often it can still apply; 0 when it is used up, `null` without a limit. */
  readonly remaining: number | null;
  /** ISO 8601, as is `expiresAt`. */
  readonly createdAt: string;
  readonly expiresAt: string | null;
};

/** What is wrong with a rule. */
export interface RuleProblem {
  readonly kind: 'invalid';
  /** The field of the rule; `rule` when it is none in particular. */
  readonly field: string;
  /** One sentence that says what is allowed. */
  readonly message: string;
  /** The rule is right, but there is no room for it. */
  readonly full?: true;
}

/** One operation that rules can apply to. */
export interface RuleScope extends MoveScope {
  readonly partner: string;
  readonly operation: string;
  /** The fields of its body and its parameters. */
  readonly fields: readonly string[];
}
