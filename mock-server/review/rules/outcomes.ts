import type { Repetition, ReviewFacts } from '../facts.js';
import { found, nameOf, type ReviewRule } from '../rule.js';

/** The same again after a refusal. When something else was corrected in between, the second answer differs. */
function isRetriedRefusal({ before, after }: Repetition): boolean {
  const isSame = before.content !== null && before.content === after.content;
  return before.outcome === 'refused' && isSame && (before.asked || before.code === after.code);
}

export const retriedRefusal: ReviewRule = {
  id: 'retried-refusal',
  title: 'Retried a refusal',
  explanation:
    'A refusal is final: the same request is refused again, and some codes forbid to repeat it. Correct the request or give up; retry unknown outcomes only.',
  severity: 'error',
  exercise: 'Ask for a refusal: npx sparring rules add --move <code> --times 1.',
  find: ({ runs, repetitions }) => ({
    checked: runs
      .flatMap(({ exchanges }) => exchanges)
      .filter(({ outcome, content }) => outcome === 'refused' && content !== null).length,
    findings: repetitions
      .filter(isRetriedRefusal)
      .map(({ lane, before, after }) =>
        found(lane, [before, after], `${nameOf(before)} was refused with ${before.code} and sent again unchanged.`),
      ),
  }),
};

const unknownCount = ({ runs }: ReviewFacts) =>
  runs.flatMap(({ exchanges }) => exchanges).filter(({ outcome }) => outcome === 'unknown').length;

export const unknownNotRetried: ReviewRule = {
  id: 'unknown-not-retried',
  title: 'Did not retry an unknown outcome',
  explanation:
    'After an unknown outcome, the document may or may not be stored. Only the same request with the same id finds out: it is accepted either way.',
  severity: 'error',
  exercise: 'Ask for an unknown outcome: npx sparring rules add --move reset-after-store --times 1.',
  find: (facts) => ({
    checked: unknownCount(facts),
    findings: facts.unresolved
      .filter(({ instead }) => instead === undefined)
      .map(({ lane, exchange }) =>
        found(lane, [exchange], `The outcome of ${nameOf(exchange)} was unknown, and it was not sent again.`),
      ),
  }),
};

export const trustedUnsigned: ReviewRule = {
  id: 'trusted-unsigned',
  title: 'May have trusted an answer that was not signed, or signed wrongly',
  explanation:
    'Anyone on the way could have sent it, so the outcome is unknown. The client did not ask again with the same id. It may have noticed and reported an error: the traffic does not show that, so check it in a test.',
  severity: 'possible',
  exercise: 'Ask for such an answer: npx sparring rules add --move unsigned-success --times 1.',
  find: ({ untrusted }) => ({
    checked: untrusted.length,
    findings: untrusted
      .filter(({ repeated }) => !repeated)
      .map(({ lane, exchange }) =>
        found(lane, [exchange], `The answer to ${nameOf(exchange)} proves nothing, and it was not sent again.`),
      ),
  }),
};

export const neverUnknown: ReviewRule = {
  id: 'never-unknown',
  title: 'Never exercised an unknown outcome',
  explanation:
    'Sooner or later an answer is lost. What the client does then is only known when it has happened in a test.',
  severity: 'warning',
  exercise: 'Send a request.',
  find: ({ runs }) => {
    const all = runs.flatMap(({ lane, exchanges }) => exchanges.map((exchange) => ({ lane, exchange })));
    const byOperation = new Map<string, typeof all>();
    for (const one of all) {
      const name = `${one.exchange.partner} ${one.exchange.operation}`;
      byOperation.set(name, [...(byOperation.get(name) ?? []), one]);
    }
    const groups = [...byOperation].map(([name, own]) => ({ name, own, first: own[0] }));
    return {
      checked: groups.length,
      findings: groups.flatMap(({ name, own, first }) => {
        if (!first || own.some(({ exchange }) => ['unknown', 'untrusted'].includes(exchange.outcome))) return [];
        const count = own.length === 1 ? 'one request' : `${own.length} requests`;
        const message = `${name} had ${count}, and no outcome was unknown.`;
        return [{ ...found(first.lane, [first.exchange], message), businessId: null }];
      }),
    };
  },
};
