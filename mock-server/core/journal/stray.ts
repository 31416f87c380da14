import type { DetailSource, JournalDetail, JournalEntry } from '../../state/journal.js';
import type { World } from '../../state/world.js';
import { JSON_TYPE, type WireAnswer } from '../build-answer.js';
import type { OwnError, OwnErrorBody } from '../own-error.js';
import type { Records } from '../record.js';
import { pathOf, shownTarget } from '../request-head.js';
import { headerPairs, redactHeaders } from './redact.js';

/** A request that no partner judges, because we refuse it ourselves. */
export interface Stray {
  /** `''` when it could not be read, as the target. */
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  readonly tls: boolean;
  readonly bodyBytes: number;
  readonly startedMs: number;
  /** The step that refused: `receive` when it is not HTTP, `route` when nothing is there. */
  readonly step: 'receive' | 'route';
}

/** A stray request and what it was answered. */
interface Refused extends Stray {
  readonly error: OwnErrorBody['error'];
  readonly answer: WireAnswer;
}

const ID_DIGITS = 16;

/** An id that takes nothing from the randomness of a seed, so that a stray request changes no other answer. */
const strayId = (number: number): string => number.toString(16).padStart(ID_DIGITS, '0');

/** Where a stray request is written down. */
export interface StrayRecords extends Records {
  readonly world: World;
}

/** The time of the lane's clock, or the real one when that cannot be used. */
function timeOf(world: World): Date {
  try {
    return world.now();
  } catch {
    return new Date();
  }
}

const rounded = (ms: number) => Math.round(ms * 100) / 100;

function describe(stray: Refused, tookMs: number): JournalDetail {
  const { target, rawHeaders, tls, answer, step, error, startedMs } = stray;
  const base = { rule: null, provenance: null, source: null };
  const refusing = { ...base, name: step, verdict: 'refused' as const, reason: error.message };
  return {
    wrong: null,
    request: {
      target: shownTarget(target),
      tls,
      headers: redactHeaders([], headerPairs(rawHeaders)),
      body: 'none',
      fields: {},
      documents: [],
      signedTime: null,
      contentSha256: null,
      bodyCrc32: null,
    },
    steps: [refusing, { ...base, name: 'answer', verdict: 'passed', reason: null }],
    answer: {
      httpStatus: answer.httpStatus,
      headers: redactHeaders([], Object.entries(answer.headers)),
      body: answer.body,
      bodyBytes: Buffer.byteLength(answer.body),
      delivered: true,
    },
    timing: {
      arrivedMs: rounded(startedMs),
      receivedMs: tookMs,
      judgedMs: tookMs,
      answeredMs: tookMs,
      endedMs: tookMs,
    },
  };
}

function detailOf(stray: Refused, tookMs: number): DetailSource {
  const texts = [stray.target, stray.answer.body, ...stray.rawHeaders];
  return {
    sizeBytes: 1_024 + texts.reduce((sum, text) => sum + text.length, 0),
    documentBytes: 0,
    document: () => undefined,
    forgetDocuments: () => {},
    describe: () => describe(stray, tookMs),
    answeredWith: () => false,
  };
}

/** Writes a stray request into the journal and the log. */
async function recordStray(
  { lane, journal, feed, log, world }: StrayRecords,
  stray: Refused,
  id: string,
  number: number,
): Promise<void> {
  const { method, target, bodyBytes, startedMs, error, answer } = stray;
  const tookMs = rounded(performance.now() - startedMs);
  const entry: JournalEntry = {
    id,
    number,
    lane,
    at: timeOf(world).toISOString(),
    partner: null,
    operation: null,
    method,
    path: pathOf(target),
    httpStatus: answer.httpStatus,
    code: error.code,
    rule: null,
    reason: error.message,
    businessId: null,
    move: null,
    note: null,
    bodyBytes,
    tookMs,
  };
  await journal.add(entry, detailOf(stray, tookMs));
  feed.publish(entry);
  log.warn?.(entry, error.message);
}

/** Refuses a request that no partner judges, and writes it into the journal and the log. */
export function refuseStray(records: StrayRecords, stray: Stray, { httpStatus, body }: OwnError): WireAnswer {
  const number = records.nextNumber();
  const id = strayId(number);
  const headers = { 'content-type': JSON_TYPE, 'x-sparring-id': id };
  const answer = { httpStatus, headers, body: JSON.stringify(body) };
  const recorded = recordStray(records, { ...stray, error: body.error, answer }, id, number);
  recorded.catch((error: unknown) => records.log.error({ err: error }, 'a bug in Sparring'));
  return answer;
}
