import { describeDecision } from './describe-decision.js';
import type { DriftReport, DriftRow } from './drift.js';
import { escapeControls, printable } from './printable.js';

const MAX_EXAMPLES = 3;

function exampleText(cases: readonly string[]): string {
  const more = cases.length - MAX_EXAMPLES;
  const count = `${cases.length} case${cases.length === 1 ? '' : 's'}`;
  return `${count}: ${cases.slice(0, MAX_EXAMPLES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const rowLines = ({ operation, field, recorded, simulated, cases }: DriftRow): readonly string[] => [
  `  ${operation} ${field}: recorded ${printable(recorded)}, simulated ${printable(simulated)}`,
  `    ${exampleText(cases)}`,
];

/** The rows that depend on the same decisions, below a line for each of them. */
function groupLines(rows: readonly DriftRow[]): readonly string[] {
  const [{ partner, decisions } = { partner: '', decisions: [] }] = rows;
  const named = decisions.map((id) => describeDecision(partner, id));
  return ['', ...(named.length > 0 ? named : [`${partner}: no decision covers this`]), ...rows.flatMap(rowLines)];
}

function groupByDecisions(rows: readonly DriftRow[]): readonly (readonly DriftRow[])[] {
  const keyOf = ({ partner, decisions }: DriftRow) => `${partner} ${decisions.join()}`;
  return [...new Set(rows.map(keyOf))].map((key) => rows.filter((row) => keyOf(row) === key));
}

/** Formats the drift of one recording as text: every difference below the decisions that may be wrong. */
export function writeDrift(report: DriftReport): string {
  const { host, recordedAt, incomplete, compared, different, unknown, rows } = report;
  const among = different === 0 ? '' : ` in ${different} answer${different === 1 ? '' : 's'}`;
  return [
    `${host}, recorded ${recordedAt}: ${compared} answers compared, ${rows.length} fields differ${among}`,
    ...(incomplete === undefined ? [] : [`the recording is incomplete: ${incomplete}`]),
    ...(rows.length > 0 ? ['', 'One of the decisions above each difference may be wrong:'] : []),
    ...groupByDecisions(rows).flatMap(groupLines),
    ...unknown.map((name) => `this case no longer exists: ${name}`),
    '',
  ]
    .map(escapeControls)
    .join('\n');
}
