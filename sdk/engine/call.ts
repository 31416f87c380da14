import { type Attempt, InvalidRequestError } from '../core/errors.js';
import type { Receipt } from '../core/receipt.js';
import { abortedUnsent, attempt, type Ending, type Failure } from './attempt.js';
import type { Prepared, Protocol } from './exchange.js';
import { GivenUp, within } from './give-up.js';
import { tellResponse } from './observe.js';
import { type Next, planNext } from './plan-next.js';
import type { CallSettings } from './settle.js';
import { toError } from './to-error.js';

/** Reads, checks and encodes the content; nothing is sent. */
export type Prepare = (signal: AbortSignal) => Promise<Prepared>;

function attemptOf<Data>(ending: Ending<Data>, number: number, startedAt: Date, settings: CallSettings): Attempt {
  const tookMs = settings.clock().getTime() - startedAt.getTime();
  return { number, startedAt, tookMs, result: ending.result, code: ending.code };
}

function tellEnd<Data>(
  { partner, operation }: Protocol<Data>,
  settings: CallSettings,
  ending: Ending<Data>,
  made: Attempt,
  next?: Next,
): void {
  const requestId = ending.result === 'accepted' ? ending.about.requestId : ending.requestId;
  const httpStatus = ending.answer?.httpStatus;
  const wait = next?.kind === 'wait' ? next.ms : undefined;
  tellResponse(settings, { partner, operation, ...made, httpStatus, requestId, waitMs: wait });
}

/**
 * Once an attempt has ended unknown, a later one that was not sent does not make the outcome known:
 * the earlier failure is told, with the later one as its cause.
 */
function weightiest(failure: Failure, unknown: Failure | undefined): Failure {
  if (failure.result !== 'not-sent' || !unknown) return failure;
  return { ...unknown, message: `${unknown.message}; then ${failure.message}`, cause: failure.cause ?? unknown.cause };
}

async function send<Data>(
  protocol: Protocol<Data>,
  prepared: Prepared,
  settings: CallSettings,
  deadlineMs: number,
): Promise<Data & Receipt> {
  const attempts: Attempt[] = [];
  const leftMs = () => deadlineMs - settings.clock().getTime();
  const again = againOf(protocol, prepared, settings);
  let unknown: Failure | undefined;
  for (let number = 1; ; number++) {
    const startedAt = settings.clock();
    const ending = await attempt(protocol, prepared, settings, { number, leftMs: leftMs() });
    const made = attemptOf(ending, number, startedAt, settings);
    attempts.push(made);
    if (ending.result === 'accepted') {
      tellEnd(protocol, settings, ending, made);
      return { ...ending.data, ...ending.about, answer: ending.answer, attempts };
    }
    const next = planNext(ending, { attempts: number, leftMs: leftMs(), oneShot: prepared.oneShot }, settings);
    tellEnd(protocol, settings, ending, made, next);
    const failure = weightiest(ending, unknown);
    if (next.kind === 'stop') throw toError(protocol, failure, { attempts, stoppedBecause: next.because, again });
    if (ending.result === 'unknown') unknown = ending;
    await pause(next.ms, settings, (cause) => {
      const aborted = failure.result === 'unknown' ? { ...failure, code: 'ABORTED', cause } : abortedUnsent(cause);
      return toError(protocol, aborted, { attempts, stoppedBecause: 'aborted', again });
    });
  }
}

/** Waits before the next attempt; an abort ends the call with the outcome so far. */
async function pause(ms: number, { signal, sleep }: CallSettings, end: (cause: unknown) => Error): Promise<void> {
  try {
    await within({ signal }, (inner) => sleep(ms, inner));
  } catch (error) {
    throw error instanceof GivenUp ? end(error.cause) : error;
  }
}

const deadlineOf = ({ clock, totalTimeoutMs }: CallSettings) => clock().getTime() + totalTimeoutMs;

const sourceSpent = (field: string) => async (): Promise<never> => {
  const message = `${field} was a stream that can be read only once; call again with a new stream and the same ids`;
  throw new InvalidRequestError({ code: 'SOURCE_SPENT', field, message });
};

/** The bytes of a one-shot stream are let go with the call; all others are kept for `retry()`. */
function againOf<Data>(
  protocol: Protocol<Data>,
  prepared: Prepared,
  settings: CallSettings,
): () => Promise<Data & Receipt> {
  if (prepared.oneShot) return sourceSpent(protocol.contentField);
  // the signal of the first call may be what ended it
  const fresh = { ...settings, signal: undefined };
  return () => send(protocol, prepared, fresh, deadlineOf(fresh));
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
  const timeout = { ms: settings.totalTimeoutMs, code: 'DEADLINE' } as const;
  let prepared: Prepared;
  try {
    prepared = await within({ signal: settings.signal, timeout }, prepare);
  } catch (error) {
    if (!(error instanceof GivenUp)) throw error;
    const aborted = error.code === 'ABORTED';
    const failure: Failure = aborted
      ? abortedUnsent(error.cause)
      : { result: 'not-sent', code: 'DEADLINE', message: 'the content was not read in time', cause: error };
    const again = () => call(protocol, prepare, settings);
    throw toError(protocol, failure, { attempts: [], stoppedBecause: aborted ? 'aborted' : 'no-time-left', again });
  }
  return send(protocol, prepared, settings, deadlineMs);
}
