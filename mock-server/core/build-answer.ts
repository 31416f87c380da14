import { findOutcome, type Outcome, type SettingValue, type Stamp } from '@sparring/contracts';
import { type SimulatedPartner, signsAnswers } from './partner.js';
import type { RequestHead } from './request-head.js';

/** An answer as it is sent. */
export interface WireAnswer {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A string is sent in one write together with the headers; bytes would need two. */
  readonly body: string;
}

export const JSON_TYPE = 'application/json; charset=UTF-8';

/** What building an answer needs besides the outcome. */
export interface AnswerInput {
  readonly head: RequestHead;
  readonly stamp: Stamp;
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly authenticated: boolean;
  /** Leaves the signature out, because signing is what failed. */
  readonly unsigned?: true;
}

/** Encodes an outcome in the partner's envelope, checks it against its schema, and signs its bytes. */
export function buildAnswer(partner: SimulatedPartner, outcome: Outcome, input: AnswerInput): WireAnswer {
  const { contract } = partner;
  const { head, stamp, settings, authenticated, unsigned } = input;
  const { code } = outcome;
  const outcomes = head.route.kind === 'operation' ? head.route.operation.outcomes : contract.unroutedOutcomes;
  const { httpStatus, check } = findOutcome(outcomes, code);
  const encoded = contract.encode(outcome, stamp, settings);
  const violations = check(encoded);
  if (violations.length > 0) throw new Error(`our answer violates its schema: ${JSON.stringify(violations)}`);
  const body = JSON.stringify(encoded);
  const signature =
    signsAnswers(partner) && !unsigned
      ? partner.signAnswer({ head, code, authenticated, body: Buffer.from(body), at: stamp.at })
      : {};
  return { httpStatus, headers: { 'content-type': JSON_TYPE, ...signature }, body };
}
