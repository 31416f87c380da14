import { findOutcome, type Outcome, type SettingValue, type Stamp } from '@sparring/contracts';
import type { FaultEffect } from '../moves/fault.js';
import { type SimulatedPartner, signsAnswers } from './partner.js';
import type { RequestHead } from './request-head.js';

/** An answer as it is sent. */
export interface WireAnswer {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string>>;
  /** `''` when there is none. A string is sent in one write together with the headers; bytes would need two. */
  readonly body: string;
}

export const JSON_TYPE = 'application/json; charset=UTF-8';

/** What building an answer needs besides the outcome. */
export interface AnswerInput {
  /** Names the answer's entry in the journal. */
  readonly id: string;
  /** Whether the same requests get the same answers in every run, so that the date must not be the real one. */
  readonly repeatable: boolean;
  readonly head: RequestHead;
  readonly stamp: Stamp;
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly authenticated: boolean;
  /** Leaves the signature out, because signing is what failed. */
  readonly unsigned?: true;
  /** What a fault does to the answer. */
  readonly effect?: FaultEffect | undefined;
}

function writeBody(encoded: object, code: string, effect: FaultEffect | undefined): string {
  const altered = effect?.alter ? effect.alter(encoded as Readonly<Record<string, unknown>>, code) : encoded;
  const text = JSON.stringify(altered);
  return effect?.alterText ? effect.alterText(text) : text;
}

/** The headers that every answer of ours to a partner's client has. */
export const ownHeaders = ({ id, repeatable, stamp }: Pick<AnswerInput, 'id' | 'repeatable' | 'stamp'>) => ({
  'x-sparring-id': id,
  ...(repeatable ? { date: stamp.at.toUTCString() } : {}),
});

/**
 * Encodes an outcome in the partner's envelope, checks it against its schema, and signs its bytes. Only a signature
 * has to be waited for.
 */
export function buildAnswer(
  partner: SimulatedPartner,
  outcome: Outcome,
  input: AnswerInput,
): WireAnswer | Promise<WireAnswer> {
  const { contract } = partner;
  const { head, stamp, settings, authenticated, unsigned, effect } = input;
  const { code } = outcome;
  const outcomes = head.route.kind === 'operation' ? head.route.operation.outcomes : contract.unroutedOutcomes;
  const { httpStatus, schema, check } = findOutcome(outcomes, code, outcome.httpStatus);
  const encoded = schema === undefined ? undefined : contract.encode(outcome, stamp, settings);
  const violations = check(encoded);
  if (violations.length > 0) throw new Error(`our answer violates its schema: ${JSON.stringify(violations)}`);
  const body = encoded === undefined ? '' : writeBody(encoded, code, effect);
  const type = body === '' ? {} : { 'content-type': JSON_TYPE };
  const own = ownHeaders(input);
  const finish = (signature: Readonly<Record<string, string>>): WireAnswer => {
    const answer = { httpStatus, headers: { ...type, ...own, ...signature }, body };
    if (!effect?.transform) return answer;
    const changed = effect.transform(answer);
    return { ...changed, headers: { ...changed.headers, ...own } };
  };
  if (unsigned || effect?.signature === 'missing' || !signsAnswers(partner)) return finish({});
  const at = effect?.signedAgoMs ? new Date(stamp.at.getTime() - effect.signedAgoMs) : stamp.at;
  const signedBody = effect?.signature === 'wrong' ? `${body} ` : body;
  return partner.signAnswer({ head, code, authenticated, body: signedBody, at }).then(finish);
}
