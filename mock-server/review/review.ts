import type { ReviewedRun } from './exchange.js';
import { factsOf } from './facts.js';
import type { Finding, Severity } from './rule.js';
import { reviewRules } from './rules/index.js';

/** What a rule came to. */
export interface ReviewedRule {
  readonly id: string;
  /** What the client did if there is a finding. */
  readonly title: string;
  /** Why that is wrong and what to do. */
  readonly explanation: string;
  readonly severity: Severity;
  /** `not-exercised`: no request was in a situation that the rule can judge. */
  readonly verdict: 'passed' | 'failed' | 'possible' | 'not-exercised';
  /** In how many situations it could have been broken. */
  readonly checked: number;
  /** How to bring about a situation that the rule can judge. */
  readonly exercise: string;
}

/** What the requests of a client say about it. */
export interface Review {
  /** How many requests were reviewed. */
  readonly requests: number;
  /** How many were not, because the journal has forgotten them. */
  readonly forgotten: number;
  readonly rules: readonly ReviewedRule[];
  /** In the order of the rules. */
  readonly findings: readonly Finding[];
}

function verdictOf(severity: Severity, checked: number, findings: number): ReviewedRule['verdict'] {
  if (findings > 0) return severity === 'possible' ? 'possible' : 'failed';
  return checked > 0 ? 'passed' : 'not-exercised';
}

/** The part of a run that concerns one partner; everything when none is named. */
function ofPartner(run: ReviewedRun, partner: string | undefined): ReviewedRun {
  if (partner === undefined) return run;
  return { ...run, exchanges: run.exchanges.filter((one) => one.partner === partner) };
}

/**
 * Reviews a client by its requests.
 * @param partner only those to this partner
 */
export function reviewOf(all: readonly ReviewedRun[], partner?: string): Review {
  const runs = all.map((run) => ofPartner(run, partner));
  const facts = factsOf(runs);
  const results = reviewRules.map(({ find, ...rule }) => ({ rule, ...find(facts) }));
  return {
    requests: runs.reduce((sum, { exchanges }) => sum + exchanges.length, 0),
    forgotten: runs.reduce((sum, { forgotten }) => sum + forgotten, 0),
    rules: results.map(({ rule, checked, findings }) => ({
      ...rule,
      verdict: verdictOf(rule.severity, checked, findings.length),
      checked,
    })),
    findings: results.flatMap(({ rule, findings }) => findings.map((one) => ({ rule: rule.id, ...one }))),
  };
}

/** The findings that the traffic proves; with `--strict`, they fail a run. */
export function provenFindings({ rules, findings }: Review): readonly Finding[] {
  const failed = new Set(rules.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id));
  return findings.filter(({ rule }) => failed.has(rule));
}
