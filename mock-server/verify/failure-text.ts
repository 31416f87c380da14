import { composers, type Difference } from '@sparring/cases';
import { describeDecision } from './describe-decision.js';
import { printable } from './printable.js';
import type { CaseResult } from './result.js';

/** The decisions that may be wrong when a case fails: of the parts that differ, otherwise those of the case. */
function doubtfulDecisions({ partner, differences, decisions = [] }: CaseResult): readonly string[] {
  const parts = composers.find(({ contract }) => contract.name === partner)?.contract.partDecisions ?? {};
  const found = differences.flatMap(({ field }) => {
    const part = parts[field.replace(/^step \d+: /, '')];
    return part === undefined ? decisions : [part];
  });
  return [...new Set(found)];
}

/** A violation of the schema says by itself what must be. */
const differenceText = ({ field, expected, actual }: Difference) =>
  `${printable(field)}: ${/^(step \d+: )?schema /.test(field) ? '' : 'expected '}${printable(expected)}, got ${printable(actual)}`;

/** What went wrong in a case, line by line: why, the differences, the decisions behind them, how to repeat it. */
export function failureText(result: CaseResult): readonly string[] {
  const { partner, reason, differences, curl } = result;
  return [
    ...(reason ? [printable(reason)] : []),
    ...differences.map(differenceText),
    ...doubtfulDecisions(result).map((id) => `decision ${describeDecision(partner, id)}`),
    ...(curl ? ['repeat:', ...curl.split('\n')] : []),
  ];
}
