import { type JunitCase, type JunitVerdict, writeJunitXml } from '../reports/junit-xml.js';
import { findingLines } from './report-text.js';
import type { Review, ReviewedRule } from './review.js';

/** JUnit knows no warnings: what cannot be proven is skipped, with its findings as the message. */
function verdictOf(
  { id, verdict, explanation, exercise }: ReviewedRule,
  { findings }: Review,
): JunitVerdict | undefined {
  const own = findings.filter(({ rule }) => rule === id);
  const messages = own.map(({ message }) => message).join(' ');
  if (verdict === 'failed') {
    const text = [explanation, ...own.flatMap(findingLines)].join('\n');
    return { kind: 'failure', message: messages, text };
  }
  if (verdict === 'possible') return { kind: 'skipped', message: `possible: ${messages}` };
  return verdict === 'passed' ? undefined : { kind: 'skipped', message: `not exercised. ${exercise}` };
}

/** Formats a review as JUnit XML: a test case for each rule, which fails with its findings. */
export function writeReviewJunit(review: Review): string {
  const cases = review.rules.map(
    (rule): JunitCase => ({
      classname: 'review',
      name: rule.id,
      tookMs: 0,
      verdict: verdictOf(rule, review),
    }),
  );
  return writeJunitXml({ name: 'sparring review', cases });
}
