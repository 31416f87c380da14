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

function inner({ verdict, reason = '', differences }: CaseResult): string {
  if (verdict === 'passed') return '';
  if (verdict === 'skipped') return `<skipped ${attributes({ message: reason })}/>`;
  const lines = differences.map(({ field, expected, actual }) => `${field}: expected ${expected}, got ${actual}`);
  const [first = reason] = lines;
  return `<failure ${attributes({ message: first })}>${escaped([reason, ...lines].filter(Boolean).join('\n'))}</failure>`;
}

/** Formats the report as JUnit XML, for CI servers. */
export function writeJunit(report: VerifyReport): string {
  const cases = report.results.map((result) => {
    const { suite, partner, operation, name, tookMs } = result;
    const head = attributes({ classname: `${suite}.${partner}.${operation}`, name, time: (tookMs / 1000).toFixed(3) });
    return `  <testcase ${head}>${inner(result)}</testcase>`;
  });
  const head = attributes({
    name: `sparring verify ${report.target}`,
    tests: report.results.length,
    failures: countVerdict(report, 'failed'),
    skipped: countVerdict(report, 'skipped'),
    timestamp: report.startedAt,
  });
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuite ${head}>`, ...cases, '</testsuite>', ''].join('\n');
}
