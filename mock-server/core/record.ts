import { NATURAL } from '../moves/rules/rule.js';
import type { Feed } from '../state/feed.js';
import type { DetailSource, Journal, JournalDiagnosis, JournalEntry } from '../state/journal.js';
import type { Ledger } from '../state/ledger.js';
import type { AnswerCause, Tally } from '../state/tally.js';
import type { Judgement } from './apply-move.js';
import type { WireAnswer } from './build-answer.js';
import type { DetailInput } from './journal/exchange-detail.js';
import { detailOf } from './journal/packed-detail.js';
import { seeBody } from './journal/seen-body.js';
import type { JudgeInput } from './judge.js';
import type { Log } from './log.js';
import type { SimulatedPartner } from './partner.js';
import { pathOf } from './request-head.js';

/** The deliveries that send the whole answer. */
const WHOLE: readonly string[] = ['usual', 'slow'];

/** A request and everything known about it so far. */
export interface Exchange extends JudgeInput {
  readonly id: string;
  readonly startedMs: number;
  /** As received: names and values take turns. */
  readonly rawHeaders: readonly string[];
  /** Whether it came over HTTPS. */
  readonly tls: boolean;
  /** By the clock for judging requests. */
  readonly at: Date;
  /** Why there is no such time; it is answered as a bug. */
  readonly clockError?: unknown;
}

/** Where a request is written down. */
export interface Records {
  /** The name of the lane. */
  readonly lane: string;
  /** Counts the requests of all lanes. */
  nextNumber(): number;
  readonly journal: Journal;
  /** For those who watch the journal of any lane. */
  readonly feed: Feed<JournalEntry>;
  readonly ledger: Ledger;
  readonly tally: Tally;
  readonly log: Log;
}

/** A judgement with what is added for the journal alone. */
export interface Recorded extends Judgement {
  readonly diagnosis?: JournalDiagnosis | undefined;
}

/** The reason of a refusal; a diagnosis that found something is appended. */
function reasonOf({ outcome, diagnosis }: Recorded): string | null {
  if (outcome.kind !== 'refused') return null;
  if (!diagnosis || diagnosis.recipe === null) return outcome.reason;
  return `${outcome.reason}; ${diagnosis.cause.replace(/^The /, 'the ').replace(/\.$/, '')}`;
}

/** What the journal says of a request. */
export function journalEntry(
  { contract }: SimulatedPartner,
  { lane, nextNumber }: Records,
  { id, head, moves, startedMs, at }: Exchange,
  recorded: Recorded,
  httpStatus: number,
  answeredMs: number,
): JournalEntry {
  const { outcome, arrival, move, moveUsed, businessId, diagnosis } = recorded;
  const entry = {
    id,
    number: nextNumber(),
    lane,
    at: at.toISOString(),
    partner: contract.name,
    operation: head.route.kind === 'operation' ? head.route.operation.name : null,
    method: head.method,
    path: pathOf(head.target),
    httpStatus,
    code: outcome.code,
    rule: outcome.kind === 'refused' ? outcome.rule : null,
    reason: reasonOf(recorded),
    businessId: businessId ?? null,
    move: move ? { text: move.move?.text ?? NATURAL, by: move.by, rule: move.ruleId ?? null, used: moveUsed } : null,
    note: moves.note ?? null,
    bodyBytes: arrival.sizeBytes,
    tookMs: Math.round((answeredMs - startedMs) * 100) / 100,
  };
  return diagnosis ? { ...entry, diagnosis } : entry;
}

/** How an answer came about, for the tally. */
function originOf({ move, moveUsed }: Judgement): { readonly cause: AnswerCause; readonly fault: string | null } {
  const used = moveUsed ? move?.move : undefined;
  if (used?.kind === 'fault') return { cause: 'fault', fault: used.fault.name };
  return { cause: used ? 'move' : 'natural', fault: null };
}

/** What the journal needs for the whole entry. The decoded body is forgotten here. */
export function detailSource(
  partner: SimulatedPartner,
  { head: { route, target }, rawHeaders, tls, startedMs, progress, keepDocuments }: Exchange,
  entry: JournalEntry,
  { accepted, outcome, kept }: Recorded,
  sent: Pick<DetailInput, 'answer' | 'delivered' | 'answeredMs'>,
): DetailSource {
  const operation = route.kind === 'operation' ? route.operation : undefined;
  const { body } = progress;
  progress.body = undefined;
  const seen = operation && body !== undefined ? seeBody(partner, operation, body, keepDocuments) : undefined;
  const { answer, delivered, answeredMs } = sent;
  return detailOf({
    partner,
    operation,
    progress,
    entry,
    accepted,
    target,
    rawHeaders,
    tls,
    seen,
    bodyCrc32: seen ? undefined : kept?.crc32,
    answer,
    delivered,
    startedMs,
    answeredMs,
    wrong: outcome.kind === 'refused' ? outcome.wrong : undefined,
  });
}

/** Writes down in journal, ledger, tally and log what was decided, before the client can know it. */
export async function record(
  partner: SimulatedPartner,
  records: Records,
  exchange: Exchange,
  judgement: Recorded,
  answer: WireAnswer,
): Promise<void> {
  const { journal, feed, ledger, tally, log } = records;
  const answeredMs = performance.now();
  const { httpStatus } = answer;
  const entry = journalEntry(partner, records, exchange, judgement, httpStatus, answeredMs);
  const { businessId, accepted, stored, effect, arrival } = judgement;
  const delivered = arrival.end !== 'aborted' && WHOLE.includes(effect?.delivery?.kind ?? 'usual');
  await journal.add(entry, detailSource(partner, exchange, entry, judgement, { answer, delivered, answeredMs }));
  feed.publish(entry);
  const { operation, code } = entry;
  const { name } = partner.contract;
  const { cause, fault } = originOf(judgement);
  await tally.add({ partner: name, operation, code, cause, fault });
  if (businessId !== undefined && operation !== null) {
    const { id, at } = entry;
    const outcome = { exchange: id, at, code, httpStatus, answered: delivered };
    await ledger.record({ partner: name, operation, id: businessId, accepted, stored, outcome });
  }
  // a refusal that was not asked for is what somebody looks for
  if (entry.reason !== null && !judgement.moveUsed) log.warn?.(entry, entry.reason);
  else log.info(entry, entry.reason ?? 'accepted');
}
