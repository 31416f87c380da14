import type { CatalogueEntry, Operation, PartnerContract, SettingValue } from '@sparring/contracts';
import { renderText } from '@sparring/contracts';
import { isOwnErrorCode, ownTodo } from '../core/own-error.js';
import type { PartnerModule } from '../core/partner-module.js';
import type { MoveSource } from '../moves/choose-move.js';
import type { Fault } from '../moves/fault.js';
import { usedFault } from '../moves/used-fault.js';
import type { JournalExchange } from '../state/journal.js';
import type { ExplainedDecision, ExplainedValue, Explanation, WayToReproduce } from './explanation.js';
import { waysToReproduce } from './reproduce.js';
import { wrongValue } from './wrong-value.js';

/** What is known where an explanation is made. */
export interface ExplainContext {
  readonly module: PartnerModule;
  /** The current values. */
  readonly settings: Readonly<Record<string, SettingValue>>;
  /** The ways to ask for a move that have an effect. */
  readonly moveSources: ReadonlySet<MoveSource>;
}

function decisionOf(
  { decisions, settings: table }: PartnerContract,
  { rule }: JournalExchange,
  settings: ExplainContext['settings'],
): ExplainedDecision | null {
  const decision = decisions.find(({ id }) => id === rule);
  if (!decision) return null;
  const { id, question, answer, provenance, setting: name } = decision;
  const entry = name === undefined ? undefined : table[name];
  const setting = name === undefined || !entry ? null : { name, value: settings[name] ?? null, default: entry.default };
  return { id, question, answer, provenance, setting };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const withStop = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** Where a move comes from, and how to end it. */
function moveFix({ move }: JournalExchange): readonly string[] {
  if (!move?.used || move.rule === null) return [];
  return [`A rule asked for it; npx sparring rules remove ${move.rule} ends that.`];
}

function fixOf(
  exchange: JournalExchange,
  entry: CatalogueEntry,
  value: ExplainedValue | null,
  fault: Fault | undefined,
): readonly string[] {
  if (fault) return [withStop(fault.clientAction), ...moveFix(exchange)];
  if (entry.class === 'success') return moveFix(exchange);
  const { diagnosis } = exchange;
  const known = diagnosis
    ? [diagnosis.fix]
    : value
      ? [withStop(capital(`${value.what} must be ${value.allowed}`))]
      : [];
  return [...known, withStop(entry.clientAction), ...moveFix(exchange)];
}

function reproduceOf(
  exchange: JournalExchange,
  { module, moveSources }: ExplainContext,
  entry: CatalogueEntry | undefined,
  operation: Operation | undefined,
  fault: Fault | undefined,
): readonly WayToReproduce[] {
  const natural: readonly WayToReproduce[] = entry?.trigger ? [{ way: 'request', text: entry.trigger }] : [];
  if (!operation || (!fault && (!entry || entry.class === 'success'))) return natural;
  const move = fault ? (exchange.move?.text ?? '') : exchange.code;
  const isMove = fault !== undefined || operation.outcomes.some(({ code }) => code === move);
  const ways = isMove ? waysToReproduce({ module, operation, move }, moveSources) : [];
  return fault ? ways : [...natural, ...ways];
}

/** What the simulator's own error says that there is to choose from. */
function knownOf({ answer }: JournalExchange): readonly string[] {
  try {
    const { error } = JSON.parse(answer?.body ?? '{}') as { error?: { known?: readonly string[] } };
    return error?.known ?? [];
  } catch {
    return []; // it is longer than what the journal keeps
  }
}

/** A request that no partner has answered. */
function ownFix(exchange: JournalExchange): readonly string[] {
  const { code } = exchange;
  if (!isOwnErrorCode(code)) return [];
  const known = knownOf(exchange);
  return [ownTodo(code), ...(known.length > 0 ? [`Known: ${known.join(', ')}.`] : [])];
}

/** What only a partner knows. */
function ofPartner(exchange: JournalExchange, context: ExplainContext) {
  const { contract } = context.module;
  const operation = contract.operations.find((one) => one.name === exchange.operation);
  const entry = contract.catalogue.find((one) => one.code === exchange.code);
  const fault = usedFault(exchange.move, operation);
  return {
    class: entry?.class ?? null,
    text: entry ? renderText(entry, exchange.wrong?.name ?? entry.moveSubject) : null,
    codeProvenance: entry?.provenance ?? null,
    decision: decisionOf(contract, exchange, context.settings),
    fault: fault ? { name: fault.name, client: fault.client, stored: fault.stored } : null,
    fix: entry ? fixOf(exchange, entry, wrongValue(exchange), fault) : ownFix(exchange),
    reproduce: reproduceOf(exchange, context, entry, operation, fault),
  };
}

const ofNobody = (exchange: JournalExchange) => ({
  class: null,
  text: null,
  codeProvenance: null,
  decision: null,
  fault: null,
  fix: ownFix(exchange),
  reproduce: [],
});

/**
 * Explains why a request got its answer, and what to do.
 * @param context of the partner; absent when the request was for none
 */
export function explain(exchange: JournalExchange, context: ExplainContext | undefined): Explanation {
  const { id, at, lane, partner, operation, method, path, businessId, httpStatus, code, reason, move } = exchange;
  return {
    id,
    at,
    lane,
    partner,
    operation,
    method,
    path,
    businessId,
    httpStatus,
    code,
    reason,
    value: wrongValue(exchange),
    diagnosis: exchange.diagnosis ?? null,
    move,
    ...(context ? ofPartner(exchange, context) : ofNobody(exchange)),
  };
}
