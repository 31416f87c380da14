import type { CatalogueEntry, Outcome, Refusal } from '@sparring/contracts';
import type { ChosenMove } from '../moves/choose-move.js';
import type { FaultEffect } from '../moves/fault.js';
import type { StoredSummary } from '../state/ledger.js';
import type { Arrival } from './body/arrival.js';
import type { JudgedRequest, SimulatedOperation, SimulatedPartner } from './partner.js';
import type { KeptBody } from './recipes/recipe.js';

/** The decision about a request, before it is encoded. */
export interface Judgement {
  readonly outcome: Outcome;
  readonly arrival: Arrival;
  /** Whether the caller's signature is valid. */
  readonly authenticated: boolean;
  readonly move?: ChosenMove | undefined;
  readonly moveUsed: boolean;
  /** What a fault does to the answer; absent when there is none, or when it was not used. */
  readonly effect?: FaultEffect | undefined;
  /** Known once an authenticated request has been decoded. */
  readonly businessId?: string | undefined;
  /** Whether the partner accepted, which a fault may hide from the client. */
  readonly accepted: boolean;
  readonly stored?: StoredSummary | undefined;
  /** What was kept of the body of a request that was refused before it was decoded. */
  readonly kept?: KeptBody | undefined;
}

/** The part of a judgement that is decided after authentication. */
export type Decision = Omit<Judgement, 'arrival' | 'authenticated'>;

export const effectOf = (chosen: ChosenMove | undefined): FaultEffect | undefined =>
  chosen?.move?.kind === 'fault' ? chosen.move.effect : undefined;

/** The natural refusal; only a fault that does not wait for an acceptance applies to it. */
export function refused(outcome: Refusal, move: ChosenMove | undefined): Decision {
  const effect = effectOf(move);
  if (!effect || effect.onlyAccepted) return { outcome, move, moveUsed: false, accepted: false };
  return { outcome, move, effect, moveUsed: true, accepted: false };
}

/** In place of the partner's rule, when a move refuses. */
const MOVE_RULE = 'move';

function moveRefusal(code: string, subject?: string): Refusal {
  const reason = 'requested as a move';
  return { kind: 'refused', code, rule: MOVE_RULE, reason, ...(subject === undefined ? {} : { subject }) };
}

/** Whether the partner refused a request by its own rules, whatever a fault did to the answer. */
export const isOwnRefusal = ({ outcome }: Judgement): boolean =>
  outcome.kind === 'refused' && outcome.rule !== MOVE_RULE;

/** Accepts, unless the move refuses instead. */
export async function acceptOrMove(
  { contract, bugCode }: SimulatedPartner,
  { accept }: SimulatedOperation,
  request: JudgedRequest,
  chosen: ChosenMove | undefined,
): Promise<Decision> {
  const { move } = chosen ?? {};
  const asked: CatalogueEntry | undefined =
    move?.kind === 'answer' ? contract.catalogue.find(({ code }) => code === move.code) : undefined;
  if (asked && asked.class !== 'success') {
    return { outcome: moveRefusal(asked.code, asked.moveSubject), move: chosen, moveUsed: true, accepted: false };
  }
  const effect = effectOf(chosen);
  if (effect?.storesNothing) {
    return { outcome: moveRefusal(bugCode), move: chosen, moveUsed: true, effect, accepted: false };
  }
  const { stored, ...outcome } = await accept(request);
  // an operation can have several successes, and which of them it is cannot be chosen
  const moveUsed = chosen !== undefined && (asked === undefined || outcome.code === asked.code);
  const answered = effect?.answersGeneralError ? moveRefusal(bugCode) : outcome;
  return { outcome: answered, move: chosen, moveUsed, effect, accepted: true, stored };
}

/** A fault that ends the connection before the body is complete: nothing is known about the request. */
export function cutOff({ bugCode }: SimulatedPartner, move: ChosenMove | undefined, arrival: Arrival): Judgement {
  const effect = effectOf(move);
  const outcome = moveRefusal(bugCode);
  return { outcome, arrival, authenticated: false, accepted: false, move, moveUsed: true, effect };
}
