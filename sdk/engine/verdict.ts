import type { Answer } from '../core/answer.js';
import type { AnsweredDetails, BrokenAnswerCode } from '../core/errors.js';

/** What an answer means, in the partner's terms. */
export type Verdict<Data> =
  | { readonly result: 'accepted'; readonly code: string; readonly data: Data; readonly about: AnswerFacts }
  | ({ readonly result: 'refused' | 'unknown' } & AnsweredDetails)
  | { readonly result: 'broken'; readonly code: BrokenAnswerCode; readonly message: string };

/** What is told of an accepted answer besides its data. */
export interface AnswerFacts {
  readonly requestId: string | undefined;
  readonly verified: boolean;
}

const TOO_MANY_REQUESTS = 429;

/**
 * Judges an answer without the partner's envelope. A gateway that fails (5xx) or holds back (429) leaves
 * the outcome open; anything else did not come from the partner.
 */
export function withoutEnvelope<Data>({ httpStatus }: Answer, code: BrokenAnswerCode, reason: string): Verdict<Data> {
  const message = `HTTP ${httpStatus}: ${reason}`;
  if (httpStatus >= 500 || httpStatus === TOO_MANY_REQUESTS) return { result: 'unknown', code: 'HTTP_STATUS', message };
  if (httpStatus >= 200 && httpStatus < 300) return { result: 'broken', code, message };
  const redirected = httpStatus < 400;
  return { result: 'broken', code: redirected ? 'REDIRECT' : 'HTTP_STATUS', message };
}

/** A body read as JSON, or `undefined`. */
export function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.length).toString());
  } catch {
    return undefined;
  }
}
