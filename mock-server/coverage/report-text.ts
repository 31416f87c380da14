import { type CodeCoverage, type Coverage, isApplied, isCovered, type OperationCoverage } from './coverage.js';
import { shareOf, writeShare } from './share.js';

const LINE_CHARACTERS = 100;
const INDENT = '  ';

/** Words after a label, on as many lines as they need. */
function wrapped(label: string, words: readonly string[]): readonly string[] {
  if (words.length === 0) return [];
  const margin = INDENT.repeat(2);
  const lines = [`${INDENT}${label}:`];
  for (const [index, word] of words.entries()) {
    const text = index === words.length - 1 ? word : `${word},`;
    const last = lines.at(-1) ?? '';
    if (last.length + 1 + text.length <= LINE_CHARACTERS) lines[lines.length - 1] = `${last} ${text}`;
    else lines.push(margin + text);
  }
  return lines;
}

const HEADS = ['code', 'class', 'natural', 'by a move', 'under a fault'];
const isSeen = (code: CodeCoverage) => isCovered(code) || code.underFault > 0;

function table(codes: readonly CodeCoverage[]): readonly string[] {
  const rows = codes
    .filter(isSeen)
    .map((one) => [one.code, one.class, one.natural, one.byMove, one.underFault].map((cell) => String(cell || '-')));
  if (rows.length === 0) return [];
  const widths = HEADS.map((head, index) => Math.max(head.length, ...rows.map((row) => row[index]?.length ?? 0)));
  return [HEADS, ...rows].map(
    (row) =>
      INDENT +
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
  );
}

function operationLines({ partner, operation, codes, faults }: OperationCoverage): readonly string[] {
  if (!codes.some(isSeen)) return [`${partner} ${operation}: no request`, ''];
  const [codeShare, faultShare] = [shareOf(codes, isCovered), shareOf(faults, isApplied)];
  return [
    `${partner} ${operation}: ${writeShare(codeShare)} codes, ${writeShare(faultShare)} faults`,
    ...table(codes),
    ...wrapped(
      'codes never answered',
      codes.filter((one) => !isCovered(one)).map(({ code }) => code),
    ),
    ...wrapped(
      'faults',
      faults.filter(isApplied).map(({ fault, count }) => `${fault} ${count}`),
    ),
    ...wrapped(
      'faults never applied',
      faults.filter((one) => !isApplied(one)).map(({ fault }) => fault),
    ),
    '',
  ];
}

/** Formats coverage as text: for each operation what was answered how often, and what never. */
export function writeCoverageText({ codes, faults, operations, withoutOperation }: Coverage): string {
  const stray = withoutOperation.map(({ partner, code, count }) => `${partner} ${code} ${count}`);
  return [
    ...operations.flatMap(operationLines),
    ...(stray.length > 0
      ? [...wrapped('requests to no operation', stray).map((line) => line.slice(INDENT.length)), '']
      : []),
    `Coverage: ${writeShare(codes)} codes, ${writeShare(faults)} faults`,
    '',
  ].join('\n');
}
