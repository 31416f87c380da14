import { type JunitCase, writeJunitXml } from '../reports/junit-xml.js';
import { failureText } from './failure-text.js';
import type { CaseResult, VerifyReport } from './result.js';

function verdictOf(result: CaseResult): JunitCase['verdict'] {
  const { verdict, reason = '' } = result;
  if (verdict === 'passed') return undefined;
  if (verdict === 'skipped') return { kind: 'skipped', message: reason };
  const lines = failureText(result);
  return { kind: 'failure', message: lines[0] ?? '', text: lines.join('\n') };
}

/** An incomplete run is an error, because the cases that were played may all have passed. */
function incompleteCases({ incomplete, planned, results }: VerifyReport): readonly JunitCase[] {
  if (incomplete === undefined) return [];
  const message = `${incomplete}; ${results.length} of ${planned} results`;
  return [{ classname: 'verify', name: 'the run is complete', tookMs: 0, verdict: { kind: 'error', message } }];
}

/** Formats the report as JUnit XML, for CI servers. */
export function writeJunit(report: VerifyReport): string {
  const cases = report.results.map((result) => {
    const { suite, partner, operation, name, tookMs } = result;
    return { classname: `${suite}.${partner}.${operation}`, name, tookMs, verdict: verdictOf(result) };
  });
  return writeJunitXml({
    name: `sparring verify ${report.target}`,
    startedAt: report.startedAt,
    cases: [...cases, ...incompleteCases(report)],
  });
}
