import type { Difference } from '@sparring/cases';

/** What came of one case. */
export interface CaseResult {
  readonly suite: 'conformance' | 'pact';
  readonly partner: string;
  readonly operation: string;
  /** Stable from run to run. */
  readonly name: string;
  readonly verdict: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped or could not be judged. */
  readonly reason?: string;
  readonly differences: readonly Difference[];
  /** Decisions of ours that the case rests on. */
  readonly decisions?: readonly string[];
  /** Repeats the case by hand. */
  readonly curl?: string;
  readonly tookMs: number;
}

/** Everything one run of `verify` found. */
export interface VerifyReport {
  readonly target: string;
  readonly startedAt: string;
  readonly results: readonly CaseResult[];
}

/** How many results have a verdict. */
export function countVerdict({ results }: VerifyReport, verdict: CaseResult['verdict']): number {
  return results.filter((result) => result.verdict === verdict).length;
}
