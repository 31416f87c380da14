import { type CodeCoverage, type Coverage, isApplied, isCovered, type OperationCoverage } from './coverage.js';
import { shareOf, writeShare } from './share.js';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Nothing is read as HTML. */
const html = (text: string) => text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);

/** A cell must not end its table, nor be read as anything but text. */
const cell = (value: string | number) =>
  html(String(value))
    .replace(/[\\|`*_[\]]/g, (character) => `\\${character}`)
    .replace(/\s+/g, ' ');

const row = (cells: readonly (string | number)[]) => `| ${cells.map(cell).join(' | ')} |`;

function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): readonly string[] {
  return [row(heads), `|${' --- |'.repeat(heads.length)}`, ...rows.map(row)];
}

const shares = ({ codes, faults }: OperationCoverage) => [
  writeShare(shareOf(codes, isCovered)),
  writeShare(shareOf(faults, isApplied)),
];

const codeRow = (one: CodeCoverage) => [
  one.code,
  one.class,
  isCovered(one) ? 'yes' : 'never',
  one.natural,
  one.byMove,
  one.underFault,
];

/** Long tables are folded: a pull request shows them when somebody asks. */
function details(operation: OperationCoverage): readonly string[] {
  const { codes, faults } = operation;
  const applied = faults.map(({ fault, count }) => [fault, count === 0 ? 'never' : count] as const);
  return [
    '',
    `<details><summary>${html(`${operation.partner} ${operation.operation}`)}</summary>`,
    '',
    ...table(['code', 'class', 'answered', 'natural', 'by a move', 'under a fault'], codes.map(codeRow)),
    '',
    ...table(['fault', 'applied'], applied),
    '',
    '</details>',
  ];
}

/** Formats coverage as Markdown, for a comment on a pull request or the summary of a CI job. */
export function writeCoverageMarkdown({ codes, faults, operations, withoutOperation }: Coverage): string {
  const stray = withoutOperation.map(({ partner, code, count }) => [partner, code, count] as const);
  return [
    `### Coverage: ${writeShare(codes)} codes, ${writeShare(faults)} faults`,
    '',
    ...table(
      ['partner', 'operation', 'codes', 'faults'],
      operations.map((one) => [one.partner, one.operation, ...shares(one)]),
    ),
    ...operations.flatMap(details),
    ...(stray.length > 0 ? ['', 'Requests to no operation:', '', ...table(['partner', 'code', 'answers'], stray)] : []),
    '',
  ].join('\n');
}
