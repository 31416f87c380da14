import type { Repetition } from '../facts.js';
import { found, nameOf, type ReviewRule } from '../rule.js';

export const changedId: ReviewRule = {
  id: 'changed-id',
  title: 'Changed the id on a retry',
  explanation:
    'The first request may have been stored, so that the document is now there twice. Retry with the same id: then the partner recognizes it.',
  severity: 'error',
  exercise: 'Ask for an unknown outcome: npx sparring rules add --move reset-after-store --times 1.',
  find: ({ retries, unresolved }) => ({
    checked: retries.length + unresolved.length,
    findings: unresolved.flatMap(({ lane, exchange, instead }) => {
      if (instead?.kind !== 'other-id') return [];
      const message = `The outcome of ${nameOf(exchange)} was unknown; the same content came again as ${nameOf(instead.exchange)}.`;
      return [{ ...found(lane, [exchange, instead.exchange], message), businessId: exchange.businessId }];
    }),
  }),
};

const hasOtherContent = ({ before, after }: Repetition) =>
  before.content !== null && after.content !== null && before.content !== after.content;

/** An empty document is a finding of its own. */
const lostDocument = ({ before, after }: Repetition) =>
  (before.documentBytes ?? 0) > 0 && after.content !== null && (after.documentBytes ?? 0) === 0;

export const reusedId: ReviewRule = {
  id: 'reused-id',
  title: 'Sent other content with the id of an unknown outcome',
  explanation:
    'The first content may have been stored. The partner then refuses the second one, or replaces the first. Retry with the same content, and use a new id for other content.',
  severity: 'error',
  exercise: 'Ask for an unknown outcome: npx sparring rules add --move reset-after-store --times 1.',
  find: ({ retries }) => {
    const compared = retries.filter((one) => one.before.content !== null && one.after.content !== null);
    return {
      checked: compared.length,
      findings: compared
        .filter((one) => hasOtherContent(one) && !lostDocument(one))
        .map(({ lane, before, after }) =>
          found(
            lane,
            [before, after],
            `The outcome of ${nameOf(before)} was unknown; its id came again with other content.`,
          ),
        ),
    };
  },
};

/** How much later a request has to arrive that was surely signed at another time, beyond the precision of that time. */
const LATER_MS = 50;

/** The precision of a time as a client wrote it, in milliseconds: 13 digits and fractions of a second are precise. */
const precisionMs = (time: string) => (/^\d{13,}$/.test(time) || /:\d\d\.\d/.test(time) ? 1 : 1000);

const isStale = ({ before, after }: Repetition) =>
  before.signedTime !== null &&
  before.signedTime === after.signedTime &&
  after.arrivedMs - before.arrivedMs > precisionMs(before.signedTime) + LATER_MS;

export const staleTimestamp: ReviewRule = {
  id: 'stale-timestamp',
  title: 'Sent an old timestamp again',
  explanation:
    'A timestamp is only valid for a while, so that a late retry is refused, and a partner that checks for replays refuses it at once. Sign each attempt again, with the current time.',
  severity: 'error',
  exercise: 'Ask for an unknown outcome: npx sparring rules add --move html-503 --times 1.',
  find: ({ repetitions }) => ({
    checked: repetitions.filter(({ before, after }) => before.signedTime !== null && after.signedTime !== null).length,
    findings: repetitions
      .filter(isStale)
      .map(({ lane, before, after }) =>
        found(lane, [before, after], `${nameOf(before)} was sent again with the same timestamp, ${before.signedTime}.`),
      ),
  }),
};

export const emptyBody: ReviewRule = {
  id: 'empty-body',
  title: 'Sent an empty body on a retry',
  explanation:
    'A stream can be read only once: what the first attempt has consumed is missing in the second one. Keep the bytes, or open the file again for each attempt.',
  severity: 'error',
  exercise: 'Ask for an unknown outcome: npx sparring rules add --move html-503 --times 1.',
  find: ({ retries, unresolved }) => {
    const emptied = [
      ...retries.filter(lostDocument),
      ...unresolved.flatMap(({ lane, exchange, instead }) =>
        instead?.kind === 'empty-body' ? [{ lane, before: exchange, after: instead.exchange }] : [],
      ),
    ];
    return {
      checked: retries.length + unresolved.filter(({ instead }) => instead !== undefined).length,
      findings: emptied.map(({ lane, before, after }) => ({
        ...found(lane, [before, after], `The retry of ${nameOf(before)} had ${what(after.bodyBytes)}.`),
        businessId: before.businessId,
      })),
    };
  },
};

const what = (bodyBytes: number) => (bodyBytes === 0 ? 'no body' : 'no document, or an empty one');
