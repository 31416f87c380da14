import type { Decision, PartnerContract, Provenance, Setting } from '@sparring/contracts';

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (...cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
const provenance = ({ kind, source }: Provenance) => `${kind}: ${source}`;

function table(head: readonly string[], rows: readonly string[]): string[] {
  return [row(...head), row(...head.map(() => '---')), ...rows, ''];
}

function settingRow([name, setting]: readonly [string, Setting]): string {
  const value = setting.default === null ? 'off' : String(setting.default);
  const values = setting.choices?.join(', ') ?? (setting.nullable ? 'a number or off' : setting.kind);
  return row(`\`${name}\``, value, values, setting.why, setting.decision);
}

function decisionRow({ id, question, answer, setting, provenance: from }: Decision): string {
  return row(id, question, answer, provenance(from), setting ? `\`${setting}\`` : '');
}

/** The page of a partner: its codes, what is assumed, and its settings. */
export function writeCataloguePage(partner: PartnerContract): string {
  const codes = partner.catalogue.map((entry) =>
    row(
      `\`${entry.code}\``,
      entry.class,
      entry.text,
      entry.trigger ?? `only on demand: \`x-sparring-move: ${entry.code}\``,
      entry.clientAction,
      provenance(entry.provenance),
    ),
  );
  return [
    `# ${partner.title}: codes, decisions, settings`,
    '',
    "Written by `npm run generate`; do not edit. `documented`: the partner's own page says so. `family`: a sibling API of the",
    'same partner does. `assumed`: nobody says so; it is our choice.',
    '',
    '## Codes',
    '',
    'Every code is answered on demand by the request header `x-sparring-move: <code>`.',
    '',
    ...table(['code', 'class', 'text', 'trigger', 'client action', 'provenance'], codes),
    '## Decisions',
    '',
    ...table(['id', 'question', 'what Sparring does', 'provenance', 'setting'], partner.decisions.map(decisionRow)),
    '## Settings',
    '',
    `Set with \`--set ${partner.name}.<name>=<value>\`.`,
    '',
    ...table(
      ['name', 'default', 'values', 'why it is open', 'decision'],
      Object.entries(partner.settings).map(settingRow),
    ),
  ].join('\n');
}
