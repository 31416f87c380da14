import { LINE_CHARACTERS, wrap } from '../reports/wrap.js';
import type { Explanation } from './explanation.js';

/** The texts of a row; each starts on a line of its own. */
type Row = readonly [title: string, texts: readonly (string | null | undefined)[]];

function rowLines([title, texts]: Row, titleWidth: number): readonly string[] {
  const shown = texts.filter((text) => typeof text === 'string' && text !== '') as readonly string[];
  const lines = shown.flatMap((text) => wrap(text, LINE_CHARACTERS - titleWidth));
  return lines.map((line, index) => `${(index === 0 ? title : '').padEnd(titleWidth)}${line}`);
}

function settingText({ partner, decision }: Explanation): string | null {
  if (!decision?.setting) return null;
  const { name, value, default: initial } = decision.setting;
  const isDefault = value === initial ? 'the default' : `default: ${String(initial)}`;
  return `${partner}.${name} is ${value === null ? 'off' : String(value)} (${isDefault}); change it with npx sparring settings set ${partner}.${name}=…`;
}

function diagnosisRows({ diagnosis }: Explanation): readonly Row[] {
  if (!diagnosis) return [];
  const { cause, stringToSign, difference, recipe } = diagnosis;
  return [
    ['Cause', [recipe === null ? cause : `${cause} (${recipe})`]],
    ['To sign', [stringToSign]],
    ['Differs', difference ? [`at byte ${difference.atByte}: ${difference.theirs} instead of ${difference.ours}`] : []],
  ];
}

function moveText({ move }: Explanation): string | null {
  if (!move) return null;
  const by = move.rule === null ? move.by : `rule ${move.rule}`;
  return `${move.text}, asked for by ${by}${move.used ? '' : '; not used'}`;
}

/** A diagnosis says more than the reason does. */
function whyOf({ reason, diagnosis, fault }: Explanation): string | null {
  if (diagnosis) return null;
  return reason ?? (fault ? null : 'The request was accepted.');
}

function rowsOf(explanation: Explanation): readonly Row[] {
  const { decision, value, fault, fix, reproduce, codeProvenance, diagnosis } = explanation;
  return [
    ['Why', [whyOf(explanation)]],
    ['Fault', fault ? [fault.client, `Stored: ${fault.stored}`] : []],
    ['Move', [moveText(explanation)]],
    ...diagnosisRows(explanation),
    ['Sent', value && !diagnosis ? [`${value.what}: ${value.sent ?? 'not sent, or not kept'}`] : []],
    ['Must be', value && !diagnosis ? [value.allowed] : []],
    ['Fix', fix],
    ['Decision', decision ? [`${decision.id} ${decision.question} ${decision.answer}`] : []],
    ['', decision ? [`${decision.provenance.kind}: ${decision.provenance.source}`, settingText(explanation)] : []],
    ['Code', codeProvenance ? [`${codeProvenance.kind}: ${codeProvenance.source}`] : []],
    ['Again', reproduce.map(({ way, text }) => `${way}: ${text}`)],
  ];
}

/** What was answered: under a fault, the code is only what the partner decided. */
function headline({ code, text, class: kind, fault, move }: Explanation): string {
  const decided = kind === null ? code : `${code} (${kind})`;
  if (fault) return `${move?.text ?? fault.name} in place of ${decided}`;
  return text === null ? decided : `${decided}: ${text}`;
}

/** Formats an explanation as text. */
export function writeExplanationText(explanation: Explanation): string {
  const { partner, operation, method, path, businessId, httpStatus, at, lane, id } = explanation;
  const rows = rowsOf(explanation);
  const titleWidth = Math.max(...rows.map(([title]) => title.length)) + 2;
  const about = businessId === null ? '' : ` ${JSON.stringify(businessId)}`;
  return [
    headline(explanation),
    `${partner ?? 'no partner'} ${operation ?? 'unknown operation'}${about}: ${method} ${path}, HTTP ${httpStatus}`,
    `${at}${lane === 'default' ? '' : `, lane ${lane}`}, x-sparring-id ${id}`,
    '',
    ...rows.flatMap((row) => rowLines(row, titleWidth)),
    '',
  ].join('\n');
}
