import type { Retry, ReviewFacts } from '../facts.js';
import { type Finding, found, inWords, nameOf, type ReviewRule } from '../rule.js';

/** A retry so soon was not waited for. A client that waits a random time up to 250 ms is as fast once in ten times. */
const AT_ONCE_MS = 25;
/** How many retries it takes to tell a habit from chance. */
const LEAST_RETRIES = 3;
/** The share of retries that shows a habit. */
const HABIT = 0.8;

type TimedRetry = Retry & { readonly waitedMs: number };

/** The retries of each partner's client whose wait was its own choice. */
function chosenWaits({ retries }: ReviewFacts): readonly (readonly [TimedRetry, ...TimedRetry[]])[] {
  const timed = retries.filter((one): one is TimedRetry => one.waitedMs !== null && one.before.retryAfterMs === null);
  const byPartner = new Map<string, [TimedRetry, ...TimedRetry[]]>();
  for (const one of timed) {
    const own = byPartner.get(one.before.partner);
    if (own) own.push(one);
    else byPartner.set(one.before.partner, [one]);
  }
  return [...byPartner.values()];
}

const areAtOnce = (retries: readonly TimedRetry[]) =>
  retries.filter(({ waitedMs }) => waitedMs <= AT_ONCE_MS).length >= HABIT * retries.length;

/** The shortest and the longest wait, or one time if both read the same. */
function rangeOf(retries: readonly TimedRetry[]): string {
  const waits = retries.map(({ waitedMs }) => waitedMs);
  const [least, most] = [inWords(Math.min(...waits)), inWords(Math.max(...waits))];
  return least === most ? least : `${least} to ${most}`;
}

/** An exchange between two retries belongs to both, but is evidence once. */
function aboutAll(retries: readonly [TimedRetry, ...TimedRetry[]], message: string): Omit<Finding, 'rule'> {
  const [first] = retries;
  const [, ...others] = new Set(retries.flatMap(({ before, after }) => [before, after]));
  return { ...found(first.lane, [first.before, ...others], message), businessId: null };
}

export const retriedAtOnce: ReviewRule = {
  id: 'retried-at-once',
  title: 'Retried at once',
  explanation:
    'A partner in trouble gets more load instead of less, and a short failure outlasts all retries. Wait longer before each retry (backoff), and a random part of it (jitter).',
  severity: 'warning',
  exercise: `It takes ${LEAST_RETRIES} retries: npx sparring rules add --move html-503 --times ${LEAST_RETRIES}.`,
  find: (facts) => {
    const groups = chosenWaits(facts).filter(({ length }) => length >= LEAST_RETRIES);
    return {
      checked: groups.length,
      findings: groups
        .filter(areAtOnce)
        .map((group) => aboutAll(group, `${group.length} retries waited ${rangeOf(group)}.`)),
    };
  },
};

/** How many waits it takes to see that they do not vary. */
const LEAST_WAITS = 4;
/** Waits that differ by less are the same: timers are late by a few milliseconds. */
const SAME_MS = 10;
const SAME_SHARE = 0.05;

/** Whether all of them waited the same time, though not none. */
function areInStep(retries: readonly TimedRetry[]): boolean {
  const waits = retries.map(({ waitedMs }) => waitedMs).sort((one, other) => one - other);
  const [least = 0, most = 0] = [waits[0], waits.at(-1)];
  const median = waits[Math.floor(waits.length / 2)] ?? 0;
  return least > AT_ONCE_MS && most - least <= Math.max(SAME_MS, SAME_SHARE * median);
}

/** All retries of a client, and those with the same number: a backoff without jitter differs between numbers only. */
function stepGroups(group: readonly [TimedRetry, ...TimedRetry[]]) {
  const numbers = [...new Set(group.map(({ number }) => number))];
  const byNumber = numbers.map((number) => group.filter((one) => one.number === number));
  return [group, ...byNumber].flatMap((one) => {
    const [first, ...others] = one;
    return first && one.length >= LEAST_WAITS ? [[first, ...others] as const] : [];
  });
}

export const retriedInLockStep: ReviewRule = {
  id: 'retried-in-lock-step',
  title: 'Retried in lock-step',
  explanation:
    'Clients that failed together wait the same time and come back together, so that the partner fails again. Add jitter: wait a random time up to a limit that doubles with each retry.',
  severity: 'warning',
  exercise: `It takes ${LEAST_WAITS} retries: npx sparring rules add --move html-503 --times ${LEAST_WAITS}.`,
  find: (facts) => {
    const clients = chosenWaits(facts).map(stepGroups);
    return {
      checked: clients.filter(({ length }) => length > 0).length,
      findings: clients.flatMap((groups) => {
        const inStep = groups.find(areInStep);
        if (!inStep) return [];
        return [aboutAll(inStep, `${inStep.length} retries waited the same time: ${rangeOf(inStep)}.`)];
      }),
    };
  },
};

/** A timer may fire a little early, and the client counts from when it has read the answer. */
const EARLY_MS = 50;

export const ignoredRetryAfter: ReviewRule = {
  id: 'ignored-retry-after',
  title: 'Ignored Retry-After',
  explanation:
    'The answer said how long to wait (RFC 9110, section 10.2.3). A client that comes back sooner may be blocked. Wait at least that long.',
  severity: 'error',
  exercise: 'Ask for such an answer: npx sparring rules add --move "html-503(after,2s)" --times 1.',
  find: ({ repetitions }) => {
    const asked = repetitions.flatMap(({ lane, before, after }) => {
      const { retryAfterMs, endedMs } = before;
      if (retryAfterMs === null || endedMs === null) return [];
      return [{ lane, before, after, askedMs: retryAfterMs, waitedMs: Math.max(0, after.arrivedMs - endedMs) }];
    });
    return {
      checked: asked.length,
      findings: asked
        .filter(({ askedMs, waitedMs }) => waitedMs + EARLY_MS < askedMs)
        .map(({ lane, before, after, askedMs, waitedMs }) =>
          found(
            lane,
            [before, after],
            `The answer to ${nameOf(before)} asked for ${inWords(askedMs)}; the retry came after ${inWords(waitedMs)}.`,
          ),
        ),
    };
  },
};
