import { failureText } from './failure-text.js';
import { type CaseResult, countVerdict, type VerifyReport } from './result.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML 1.0 allows no control characters except tab, line feed and carriage return. */
function escaped(text: string): string {
  const printable = [...text].filter((character) => character >= ' ' || '\t\n\r'.includes(character)).join('');
  return printable.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

const attributes = (values: Readonly<Record<string, string | number>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name}="${escaped(String(value))}"`)
    .join(' ');

function inner(result: CaseResult): string {
  const { verdict, reason = '' } = result;
  if (verdict === 'passed') return '';
  if (verdict === 'skipped') return `<skipped ${attributes({ message: reason })}/>`;
  const lines = failureText(result);
  return `<failure ${attributes({ message: lines[0] ?? '' })}>${escaped(lines.join('\n'))}</failure>`;
}

/** An incomplete run is an error, because the cases that were played may all have passed. */
function incompleteLines({ incomplete, planned, results }: VerifyReport): readonly string[] {
  if (incomplete === undefined) return [];
  const message = `${incomplete}; ${results.length} of ${planned} results`;
  const head = attributes({ classname: 'verify', name: 'the run is complete', time: '0.000' });
  return [`  <testcase ${head}><error ${attributes({ message })}/></testcase>`];
}

/** Formats the report as JUnit XML, for CI servers. */
export function writeJunit(report: VerifyReport): string {
  const cases = report.results.map((result) => {
    const { suite, partner, operation, name, tookMs } = result;
    const head = attributes({ classname: `${suite}.${partner}.${operation}`, name, time: (tookMs / 1000).toFixed(3) });
    return `  <testcase ${head}>${inner(result)}</testcase>`;
  });
  const { incomplete } = report;
  const head = attributes({
    name: `sparring verify ${report.target}`,
    tests: cases.length + (incomplete === undefined ? 0 : 1),
    failures: countVerdict(report, 'failed'),
    errors: incomplete === undefined ? 0 : 1,
    skipped: countVerdict(report, 'skipped'),
    timestamp: report.startedAt,
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite ${head}>`,
    ...cases,
    ...incompleteLines(report),
    '</testsuite>',
    '',
  ].join('\n');
}
