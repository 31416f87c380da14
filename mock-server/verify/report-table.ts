import { partnerModules } from '../generated/partners.js';
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

/** So many failures are likely to have one cause. */
const MANY = 3;

const isUnverified = ({ differences }: CaseResult) =>
  differences.some(({ field, actual }) => field === 'signature' && actual === 'invalid');

/** What answers are verified with. */
function verifyingKeys(partner: string): string {
  const { credentialFields = [] } = partnerModules.find(({ contract }) => contract.name === partner) ?? {};
  const keys = credentialFields.filter(({ forClient, ofPartner }) => forClient && ofPartner);
  return keys.map(({ name }) => `${partner}.${name}`).join(', ');
}

/** Points out the key that may be wrong, when every failure of a partner is an invalid signature of an answer. */
function writeKeyHints({ results }: Pick<VerifyReport, 'results'>): string {
  const failed = results.filter(({ suite, verdict }) => suite === 'conformance' && verdict === 'failed');
  const partners = [...new Set(failed.map(({ partner }) => partner))].filter((partner) => {
    const own = failed.filter((result) => result.partner === partner);
    return own.length >= MANY && own.every(isUnverified);
  });
  const hint = (partner: string) =>
    `Every failure of ${partner} is an answer with an invalid signature: check that ${verifyingKeys(partner)} is the target's key; if it is, the target signs wrongly.\n`;
  return partners.map(hint).join('');
}

/** Formats the counts of a report, and what explains all failures of a partner. */
export function writeCounts(report: Pick<VerifyReport, 'results'>): string {
  const verdicts = ['passed', 'failed', 'skipped'] as const;
  const counts = verdicts.map((verdict) => `${countVerdict(report, verdict)} ${verdict}`).join(', ');
  return `${counts}\n${writeKeyHints(report)}`;
}

/** Formats a report as text. */
export function writeTable(report: VerifyReport): string {
  const { target, results, incomplete } = report;
  const end = incomplete === undefined ? '' : `incomplete: ${incomplete}\n`;
  return `Target: ${target}\n\n${results.map((result) => writeRow(result)).join('')}\n${writeCounts(report)}${end}`;
}
