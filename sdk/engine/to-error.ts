import {
  type Again,
  type Attempt,
  type BrokenAnswerCode,
  BrokenAnswerError,
  type ConnectionCode,
  ConnectionError,
  type SparringError,
  type StopReason,
} from '../core/errors.js';
import type { Receipt } from '../core/receipt.js';
import type { Failure } from './attempt.js';
import type { Protocol } from './exchange.js';

/** What an error tells of the whole call. */
export interface Ended<Data> {
  readonly attempts: readonly Attempt[];
  readonly stoppedBecause: StopReason;
  readonly again: Again<Data & Receipt>;
}

const STOPPED: Readonly<Record<StopReason, string>> = {
  final: '',
  'retries-used-up': '; all attempts are used up',
  'no-time-left': '; the total time-out leaves no time for another attempt',
  'one-shot-source': '; not repeated, because the content is a stream that can be read only once',
  aborted: '; the caller aborted',
};

/** Turns the last failure of a call into the error that the caller sees. */
export function toError<Data>(
  { partner, operation, errors }: Protocol<Data>,
  failure: Failure,
  { attempts, stoppedBecause, again }: Ended<Data>,
): SparringError {
  const tried = attempts.length > 1 ? ` (${attempts.length} attempts)` : '';
  const message = `${partner} ${operation}: ${failure.message}${tried}${STOPPED[stoppedBecause]}`;
  const details = { ...failure, message, attempts, stoppedBecause };
  switch (failure.result) {
    case 'refused':
      return new errors.Refused(details);
    case 'unknown':
      return new errors.Unknown(details, again);
    case 'broken':
      return new BrokenAnswerError({ ...details, code: failure.code as BrokenAnswerCode });
    case 'not-sent':
      return new ConnectionError({ ...details, code: failure.code as ConnectionCode });
  }
}
