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

/** What a test case of a report came to; without one it passed. */
export interface JunitVerdict {
  readonly kind: 'skipped' | 'failure' | 'error';
  /** One line. */
  readonly message: string;
  readonly text?: string;
}

/** One test case of a report. */
export interface JunitCase {
  readonly classname: string;
  readonly name: string;
  readonly tookMs: number;
  readonly verdict?: JunitVerdict | undefined;
}

/** A report in the form that CI servers read. */
export interface JunitSuite {
  readonly name: string;
  /** ISO 8601; left out when it says nothing. */
  readonly startedAt?: string;
  readonly cases: readonly JunitCase[];
}

function writeVerdict(verdict: JunitVerdict | undefined): string {
  if (!verdict) return '';
  const { kind, message, text } = verdict;
  const head = `<${kind} ${attributes({ message })}`;
  return text === undefined ? `${head}/>` : `${head}>${escaped(text)}</${kind}>`;
}

/** Writes a report as JUnit XML, for CI servers. */
export function writeJunitXml({ name, startedAt, cases }: JunitSuite): string {
  const count = (kind: JunitVerdict['kind']) => cases.filter(({ verdict }) => verdict?.kind === kind).length;
  const head = attributes({
    name,
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    ...(startedAt === undefined ? {} : { timestamp: startedAt }),
  });
  const lines = cases.map(({ classname, name: title, tookMs, verdict }) => {
    const own = attributes({ classname, name: title, time: (tookMs / 1000).toFixed(3) });
    return `  <testcase ${own}>${writeVerdict(verdict)}</testcase>`;
  });
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuite ${head}>`, ...lines, '</testsuite>', ''].join('\n');
}
