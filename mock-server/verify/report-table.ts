import { failureText } from './failure-text.js';
import { type CaseResult, countVerdict, type VerifyReport } from './result.js';

const SIGN = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' } as const;
/** SGR codes: https://en.wikipedia.org/wiki/ANSI_escape_code#Select_Graphic_Rendition_parameters */
const COLOR = { passed: 32, failed: 31, skipped: 33 } as const;

/** Formats one result: a line for the case, followed by what went wrong. */
export function writeRow(result: CaseResult, colored = false): string {
  const { verdict, partner, operation, suite, name } = result;
  const sign = colored ? `\x1b[${COLOR[verdict]}m${SIGN[verdict]}\x1b[0m` : SIGN[verdict];
  const details = verdict === 'passed' ? [] : failureText(result).map((line) => `       ${line}`);
  return [`${sign}  ${partner} ${operation}  ${suite}: ${name}`, ...details, ''].join('\n');
}

/** Formats the counts of a report. */
export function writeCounts(report: Pick<VerifyReport, 'results'>): string {
  const verdicts = ['passed', 'failed', 'skipped'] as const;
  return `${verdicts.map((verdict) => `${countVerdict(report, verdict)} ${verdict}`).join(', ')}\n`;
}

/** Formats a report as text. */
export function writeTable(report: VerifyReport): string {
  const { target, results, incomplete } = report;
  const end = incomplete === undefined ? '' : `incomplete: ${incomplete}\n`;
  return `Target: ${target}\n\n${results.map((result) => writeRow(result)).join('')}\n${writeCounts(report)}${end}`;
}
