import type { BrokenAnswerCode, ConnectionCode } from '../core/error-codes.js';
import {
  BrokenAnswerError,
  ConnectionError,
  type PartnerReply,
  type SendAgain,
  type SparringError,
} from '../core/errors.js';
import type { Answer, Attempt, Receipt, StopReason } from '../core/result.js';
import type { Protocol } from './protocol.js';

interface FailureOf<Result extends Attempt['result'], Code extends string> {
  readonly result: Result;
  readonly code: Code;
  readonly message: string;
  readonly cause?: unknown;
  readonly answer?: Answer;
}

/** The outcome is unknown; without the partner's reply when none came. */
export type UnknownFailure = FailureOf<'unknown', string> & Partial<PartnerReply>;

/** An answer that is not a success. */
export type AnswerFailure =
  | (FailureOf<'refused', string> & PartnerReply)
  | UnknownFailure
  | FailureOf<'broken', BrokenAnswerCode>;

/** An attempt that did not succeed: each class with the codes that belong to it. */
export type Failure = AnswerFailure | FailureOf<'not-sent', ConnectionCode>;

/** A failure before the first byte was sent. */
export const notSent = (code: ConnectionCode, message: string, cause?: unknown): Failure => ({
  result: 'not-sent',
  code,
  message,
  cause,
});

/** The caller aborted before the first byte was sent. */
export const abortedBeforeSending = (reason: unknown): Failure =>
  notSent('ABORTED', 'aborted before anything was sent', reason);

/**
 * Once an attempt has ended unknown, a later one that was not sent does not make the outcome known: the
 * earlier failure stands, with the later one as its cause.
 */
export function gravest(failure: Failure, earlier: Failure | undefined): Failure {
  if (failure.result !== 'not-sent' || earlier?.result !== 'unknown') return failure;
  return { ...earlier, message: `${earlier.message}; then ${failure.message}`, cause: failure.cause ?? earlier.cause };
}

/** What an error reports of the whole call. */
export interface CallEnd<Data> {
  /** Whether an earlier call with the same bytes ended unknown. */
  readonly earlierUnknown: boolean;
  readonly attempts: readonly Attempt[];
  readonly stoppedBecause: StopReason;
  readonly sendAgain: SendAgain<Data & Receipt>;
}

const STOPPED: Readonly<Record<StopReason, string>> = {
  final: '',
  'retries-used-up': '; all attempts are used up',
  'no-time-left': '; the total time-out leaves no time for another attempt',
  'one-shot-source': '; not retried, because the content is a stream that can be read only once',
  aborted: '; the caller aborted',
  'option-failed': '; then an option of the client failed',
};

/** Turns the last failure of a call into the error that the caller gets. */
export function toError<Data>(
  { partner, operation, errors }: Protocol<Data>,
  failure: Failure,
  { attempts, stoppedBecause, sendAgain, earlierUnknown }: CallEnd<Data>,
): SparringError {
  const count = attempts.length > 1 ? ` (${attempts.length} attempts)` : '';
  const message = `${partner} ${operation}: ${failure.message}${count}${STOPPED[stoppedBecause]}`;
  const common = { message, attempts, stoppedBecause, ...(earlierUnknown ? { mayHaveBeenStored: true } : {}) };
  switch (failure.result) {
    case 'refused':
      return new errors.Refused({ ...failure, ...common });
    case 'unknown':
      return new errors.Unknown({ ...failure, ...common }, sendAgain);
    case 'broken':
      return new BrokenAnswerError({ ...failure, ...common });
    case 'not-sent':
      return new ConnectionError({ ...failure, ...common });
  }
}
