import { ErrorBase, InvalidRequestError, type SendAgain } from '../core/errors.js';
import type { Attempt, Receipt, StopReason } from '../core/result.js';
import { type AttemptEnd, attempt } from './attempt.js';
import { abortedBeforeSending, type Failure, gravest, notSent, toError, type UnknownFailure } from './failure.js';
import { reportResponse } from './hooks.js';
import type { Prepared, Protocol } from './protocol.js';
import { type NextStep, nextStep } from './retry.js';
import type { CallSettings } from './settings.js';
import { Stopped, withTimeout } from './timeout.js';

/** Reads, checks and encodes the content; nothing is sent. */
export type Prepare = () => Promise<Prepared>;

function report<Data>(
  { partner, operation }: Protocol<Data>,
  settings: CallSettings,
  end: AttemptEnd<Data>,
  made: Attempt,
  next?: NextStep,
): void {
  const requestId = 'requestId' in end ? end.requestId : undefined;
  const waitMs = next?.kind === 'wait' ? next.ms : undefined;
  reportResponse(settings, { partner, operation, ...made, httpStatus: end.answer?.httpStatus, requestId, waitMs });
}

const sourceSpent = (field: string) => async (): Promise<never> => {
  const message = `${field} was a stream that can be read only once; call again with a new stream and the same ids`;
  throw new InvalidRequestError({ code: 'SOURCE_SPENT', field, message, mayHaveBeenStored: true });
};

const deadlineOf = ({ monotonicMs, totalTimeoutMs }: CallSettings) => monotonicMs() + totalTimeoutMs;

/** The bytes of a one-shot stream are released with the call; all others are kept for `retry()`. */
function sendAgainOf<Data>(
  protocol: Protocol<Data>,
  prepared: Prepared,
  settings: CallSettings,
  failure: Failure,
): SendAgain<Data & Receipt> {
  if (prepared.oneShot) return sourceSpent(protocol.contentField);
  // the signal of the first call may be what ended it
  const fresh = { ...settings, signal: undefined };
  const unknown = failure.result === 'unknown' ? failure : undefined;
  return () => send(protocol, prepared, fresh, deadlineOf(fresh), unknown);
}

/** Waits before the next attempt; an abort or the deadline ends the call with the outcome so far. */
async function pause(
  ms: number,
  leftMs: number,
  { signal, sleep }: CallSettings,
  end: (stopped: Stopped) => Error,
): Promise<void> {
  try {
    await withTimeout({ signal, timeout: { ms: leftMs, code: 'DEADLINE' } }, (inner) => sleep(ms, inner));
  } catch (error) {
    throw error instanceof Stopped ? end(error) : error;
  }
}

/** The outcome of a call that was stopped while it waited. */
function stoppedWhileWaiting(failure: Failure, { code, cause }: Stopped): [Failure, StopReason] {
  if (code !== 'ABORTED') return [failure, 'no-time-left'];
  if (failure.result !== 'unknown') return [abortedBeforeSending(cause), 'aborted'];
  return [{ ...failure, code, cause }, 'aborted'];
}

/** What is known of a call so far. */
interface Progress {
  readonly attempts: Attempt[];
  /** The gravest failure. */
  failure: Failure | undefined;
}

async function makeAttempts<Data>(
  protocol: Protocol<Data>,
  prepared: Prepared,
  settings: CallSettings,
  deadlineMs: number,
  progress: Progress,
  fail: (failure: Failure, stoppedBecause: StopReason) => Error,
): Promise<Data & Receipt> {
  const { clock, monotonicMs } = settings;
  const { attempts } = progress;
  const leftMs = () => deadlineMs - monotonicMs();
  for (let number = 1; ; number++) {
    const [startedAt, startedMs] = [clock(), monotonicMs()];
    const end = await attempt(protocol, prepared, settings, { number, startedAt, leftMs: leftMs() });
    const made: Attempt = { number, startedAt, tookMs: monotonicMs() - startedMs, result: end.result, code: end.code };
    attempts.push(made);
    if (end.result === 'accepted') {
      report(protocol, settings, end, made);
      const { data, requestId, verified, warnings, answer } = end;
      return { ...data, requestId, verified, warnings, answer, attempts };
    }
    const failure = gravest(end, progress.failure);
    progress.failure = failure;
    const next = nextStep(end, { attempts: number, leftMs: leftMs(), oneShot: prepared.oneShot }, settings);
    report(protocol, settings, end, made, next);
    if (next.kind === 'stop') throw fail(failure, next.because);
    await pause(next.ms, leftMs(), settings, (stopped) => fail(...stoppedWhileWaiting(failure, stopped)));
  }
}

async function send<Data>(
  protocol: Protocol<Data>,
  prepared: Prepared,
  settings: CallSettings,
  deadlineMs: number,
  earlier?: UnknownFailure,
): Promise<Data & Receipt> {
  const progress: Progress = { attempts: [], failure: earlier };
  const fail = (failure: Failure, stoppedBecause: StopReason) => {
    const sendAgain = sendAgainOf(protocol, prepared, settings, failure);
    const { attempts } = progress;
    return toError(protocol, failure, { attempts, stoppedBecause, sendAgain, earlierUnknown: earlier !== undefined });
  };
  try {
    return await makeAttempts(protocol, prepared, settings, deadlineMs, progress, fail);
  } catch (cause) {
    if (cause instanceof ErrorBase) throw cause;
    // an option of the caller threw; that does not change what may have been stored before
    const { failure } = progress;
    if (failure) throw fail({ ...failure, cause }, 'option-failed');
    throw new InvalidRequestError({ code: 'INVALID_OPTION', field: 'clock', message: `clock failed: ${cause}`, cause });
  }
}

/**
 * Makes one call: prepare, then attempts until one is final, the retries are used up or the time is.
 * @throws SparringError of the kind that the outcome is.
 */
export async function call<Data>(
  protocol: Protocol<Data>,
  prepare: Prepare,
  settings: CallSettings,
): Promise<Data & Receipt> {
  const deadlineMs = deadlineOf(settings);
  const { signal, totalTimeoutMs } = settings;
  let prepared: Prepared;
  try {
    prepared = await withTimeout({ signal, timeout: { ms: totalTimeoutMs, code: 'DEADLINE' } }, prepare);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    const [failure, stoppedBecause] =
      error.code === 'ABORTED'
        ? ([abortedBeforeSending(error.cause), 'aborted'] as const)
        : ([notSent('DEADLINE', 'the content was not read in time', error), 'no-time-left'] as const);
    const sendAgain = () => call(protocol, prepare, settings);
    throw toError(protocol, failure, { attempts: [], stoppedBecause, sendAgain, earlierUnknown: false });
  }
  return send(protocol, prepared, settings, deadlineMs);
}
