/** A column: its head, and what it shows of a row. */
export type Column<Row> = readonly [string, (row: Row) => string | number | null | undefined];

/** What is not there. */
const NOTHING = '-';

/** Control characters would be obeyed by a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const plain = (text: string) => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');

/** Writes a row that is printed before the next one is known. */
export const writeLine = (values: readonly (string | number | null | undefined)[]): string =>
  values.map((value) => plain(String(value ?? NOTHING))).join('  ');

/** Writes rows as aligned text, or one sentence when there is none. */
export function writeTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], empty: string): string {
  if (rows.length === 0) return empty;
  const lines = [
    columns.map(([head]) => head),
    ...rows.map((row) => columns.map(([, show]) => plain(String(show(row) ?? NOTHING)))),
  ];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
