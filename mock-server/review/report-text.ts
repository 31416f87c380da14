import { LINE_CHARACTERS, wrap } from '../reports/wrap.js';
import type { Review, ReviewedRule } from './review.js';
import { type Finding, inWords } from './rule.js';

const INDENT = '  ';
/** A text in indented lines. */
const wrapped = (text: string, indent: string): readonly string[] =>
  wrap(text, LINE_CHARACTERS - indent.length).map((line) => indent + line);

/** Counts a thing: `1 finding`, `2 findings`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Where a finding was made, and which requests prove it. */
export function findingLines({ lane, partner, operation, message, evidence }: Finding): readonly string[] {
  const where = `${partner} ${operation}${lane === 'default' ? '' : `, lane ${lane}`}`;
  return [
    `${where}: ${message}`,
    ...evidence.map(({ exchange, at, afterMs, code }, index) =>
      [`${INDENT}${exchange}`, at, code, ...(index === 0 ? [] : [`${inWords(afterMs)} later`])].join('  '),
    ),
  ];
}

/** How many findings of one rule are shown; reports in other formats have all of them. */
const MAX_FINDINGS = 3;

function ruleLines({ id, title, explanation, severity }: ReviewedRule, findings: readonly Finding[]) {
  const own = findings.filter(({ rule }) => rule === id);
  const more = own.length - MAX_FINDINGS;
  return [
    `${severity}: ${title} (${id})`,
    ...wrapped(explanation, INDENT),
    ...own.slice(0, MAX_FINDINGS).flatMap((one) => findingLines(one).map((line) => INDENT + line)),
    ...(more > 0 ? [`${INDENT}and ${counted(more, 'more finding')}`] : []),
    '',
  ];
}

function listed(title: string, rules: readonly ReviewedRule[]): readonly string[] {
  return rules.length === 0 ? [] : wrapped(`${title}: ${rules.map(({ id }) => id).join(', ')}`, '');
}

/** Formats a review as text: each finding with its evidence, then what was found to be right, and what never happened. */
export function writeReviewText({ requests, forgotten, rules, findings }: Review): string {
  const by = (verdict: ReviewedRule['verdict']) => rules.filter((rule) => rule.verdict === verdict);
  const broken = [...by('failed'), ...by('possible')];
  const possible = findings.filter(({ rule }) => by('possible').some(({ id }) => id === rule)).length;
  const lost = forgotten === 0 ? '' : `, and ${counted(forgotten, 'older one')} that the journal has forgotten`;
  if (requests === 0) return `Review: no request${lost}\n`;
  return [
    ...broken.flatMap((rule) => ruleLines(rule, findings)),
    ...listed('passed', by('passed')),
    ...listed('not exercised', by('not-exercised')),
    `Review: ${counted(findings.length - possible, 'finding')}, ${possible} possible, in ${counted(requests, 'request')}${lost}`,
    '',
  ].join('\n');
}
