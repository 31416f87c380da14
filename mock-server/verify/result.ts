import type { Difference } from '@sparring/cases';

/** The result of one case. */
export interface CaseResult {
  readonly suite: 'conformance' | 'pact';
  readonly partner: string;
  readonly operation: string;
  /** The same in every run. */
  readonly name: string;
  readonly verdict: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped or could not be judged. */
  readonly reason?: string;
  readonly differences: readonly Difference[];
  /** The decisions that the case depends on. */
  readonly decisions?: readonly string[];
  /** A command that repeats the request by hand. */
  readonly curl?: string;
  readonly tookMs: number;
}

/** The results of one run of `verify`. */
export interface VerifyReport {
  readonly target: string;
  readonly startedAt: string;
  /** How many results a complete run has. */
  readonly planned: number;
  /** Why the run ended before all cases were played; absent from a complete run. */
  readonly incomplete?: string;
  readonly results: readonly CaseResult[];
}

/** Counts the results with a verdict. */
export function countVerdict({ results }: Pick<VerifyReport, 'results'>, verdict: CaseResult['verdict']): number {
  return results.filter((result) => result.verdict === verdict).length;
}
