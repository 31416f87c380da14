/** Where an answer was not what its case expects. */
export interface Difference {
  /** Where: a header, `httpStatus`, or a path into the body. */
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

/** What came of one case. */
export interface CaseResult {
  readonly suite: 'conformance' | 'pact';
  readonly partner: string;
  readonly operation: string;
  readonly name: string;
  readonly verdict: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped or could not be judged. */
  readonly reason?: string;
  readonly differences: readonly Difference[];
  /** Repeats the case by hand; its signature may have to be made anew. */
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
