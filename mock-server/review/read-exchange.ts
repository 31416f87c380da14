import type { Operation, OutcomeClass, PartnerContract } from '@sparring/contracts';
import { usedFault } from '../moves/used-fault.js';
import type { JournalAnswer, JournalExchange, JournalRequest, JournalTiming } from '../state/journal.js';
import type { KnownOutcome, ReviewedExchange } from './exchange.js';

const KNOWN: Readonly<Record<OutcomeClass, KnownOutcome>> = {
  success: 'accepted',
  refused: 'refused',
  unknown: 'unknown',
};

function outcomeOf(
  { catalogue }: PartnerContract,
  operation: Operation,
  { code, move }: JournalExchange,
  { delivered }: JournalAnswer,
  { endedMs }: JournalTiming,
): KnownOutcome {
  if (endedMs === null) return 'open';
  if (!delivered) return 'unknown';
  const fault = usedFault(move, operation);
  if (fault && fault.outcome !== 'answered') return fault.outcome;
  const entry = catalogue.find((one) => one.code === code);
  return entry ? KNOWN[entry.class] : 'unknown';
}

/** Reads `Retry-After`: seconds or an HTTP date (RFC 9110 section 10.2.3). */
function retryAfterMs({ headers }: JournalAnswer, at: string): number | null {
  const [, text] = headers.find(([name]) => name.toLowerCase() === 'retry-after') ?? [];
  if (text === undefined) return null;
  const ms = /^\d+$/.test(text) ? 1000 * Number(text) : Date.parse(text) - Date.parse(at);
  return ms > 0 ? ms : null;
}

function subjectOf({ distinguishedBy }: Operation, businessId: string | null, { fields }: JournalRequest) {
  if (businessId === null) return null;
  const document = distinguishedBy === undefined ? undefined : fields[distinguishedBy];
  return JSON.stringify(document === undefined ? [businessId] : [businessId, document]);
}

/** The business id, also of a request that was refused before the ledger had it; `null` when it could not be read. */
function idOf({ businessId: name = '' }: Operation, businessId: string | null, { fields }: JournalRequest) {
  return businessId ?? (fields[name] || null);
}

function documentBytes({ documents }: JournalRequest): number | null {
  return documents.length === 0 ? null : documents.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** What a rule of the review needs of an entry of the journal. */
function reviewed(
  contract: PartnerContract,
  operation: Operation,
  exchange: JournalExchange,
  { request, answer, timing }: { request: JournalRequest; answer: JournalAnswer; timing: JournalTiming },
): ReviewedExchange {
  const { id, at, bodyBytes, code, move } = exchange;
  const businessId = idOf(operation, exchange.businessId, request);
  const { arrivedMs, endedMs } = timing;
  return {
    id,
    at,
    arrivedMs,
    endedMs: endedMs === null ? null : arrivedMs + endedMs,
    partner: contract.name,
    operation: operation.name,
    businessId,
    subject: subjectOf(operation, businessId, request),
    content: request.contentSha256 ?? request.bodyCrc32,
    bodyBytes,
    documentBytes: documentBytes(request),
    signedTime: request.signedTime,
    code,
    outcome: outcomeOf(contract, operation, exchange, answer, timing),
    asked: move?.used === true && move.text !== 'natural',
    retryAfterMs: retryAfterMs(answer, at),
  };
}

/**
 * Reads an entry of the journal for the review.
 * @returns `other` when the review is not about such requests: those that no operation has, or without a body, which can
 * be repeated at will; `forgotten` when the journal has dropped what the review needs.
 */
export function readExchange(
  contract: PartnerContract | undefined,
  exchange: JournalExchange,
): ReviewedExchange | 'other' | 'forgotten' {
  const operation = contract?.operations.find(({ name }) => name === exchange.operation);
  if (!contract || !operation || operation.bodyKind === 'none') return 'other';
  const { request, answer, timing } = exchange;
  if (!request || !answer || !timing) return 'forgotten';
  return reviewed(contract, operation, exchange, { request, answer, timing });
}
