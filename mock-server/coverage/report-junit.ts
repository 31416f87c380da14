import { type JunitCase, writeJunitXml } from '../reports/junit-xml.js';
import { type Coverage, isApplied, isCovered, type OperationCoverage } from './coverage.js';
import { type CoverageMinimum, missedMinimum } from './minimum.js';

const never = (covered: boolean, message: string): Pick<JunitCase, 'verdict'> =>
  covered ? {} : { verdict: { kind: 'skipped', message } };

function casesOf({ partner, operation, codes, faults }: OperationCoverage): readonly JunitCase[] {
  const classname = `coverage.${partner}.${operation}`;
  return [
    ...codes.map((one) => ({
      classname,
      name: `code ${one.code}`,
      tookMs: 0,
      ...never(isCovered(one), 'never answered'),
    })),
    ...faults.map((one) => ({
      classname,
      name: `fault ${one.fault}`,
      tookMs: 0,
      ...never(isApplied(one), 'never applied'),
    })),
  ];
}

/**
 * Formats coverage as JUnit XML: a test case for each code and fault, which is skipped when it was never exercised. A
 * missed minimum is the only failure.
 */
export function writeCoverageJunit(coverage: Coverage, minimum: CoverageMinimum = {}): string {
  const [first, ...others] = missedMinimum(coverage, minimum);
  const failed: readonly JunitCase[] =
    first === undefined
      ? []
      : [
          {
            classname: 'coverage',
            name: 'the required minimum',
            tookMs: 0,
            verdict: { kind: 'failure', message: first, text: [first, ...others].join('\n') },
          },
        ];
  return writeJunitXml({ name: 'sparring coverage', cases: [...coverage.operations.flatMap(casesOf), ...failed] });
}
