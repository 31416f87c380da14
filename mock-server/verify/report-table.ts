import { type CaseResult, countVerdict, type VerifyReport } from './result.js';

const SIGN = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' } as const;

function detail({ reason, differences, curl }: CaseResult): string[] {
  return [
    ...(reason ? [reason] : []),
    ...differences.map(({ field, expected, actual }) => `${field}: expected ${expected}, got ${actual}`),
    ...(curl && differences.length > 0 ? [`repeat: ${curl}`] : []),
  ].map((line) => `       ${line}`);
}

/** Formats the report as text: one line per case, followed by its differences. */
export function writeTable(report: VerifyReport): string {
  const rows = report.results.flatMap((result) => [
    `${SIGN[result.verdict]}  ${result.partner} ${result.operation}  ${result.suite}: ${result.name}`,
    ...(result.verdict === 'passed' ? [] : detail(result)),
  ]);
  const counts = (['passed', 'failed', 'skipped'] as const).map(
    (verdict) => `${countVerdict(report, verdict)} ${verdict}`,
  );
  return `${[`Target: ${report.target}`, '', ...rows, '', counts.join(', ')].join('\n')}\n`;
}
