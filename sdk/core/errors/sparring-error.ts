/** What one attempt of a call came to. */
export interface Attempt {
  /** From 1. */
  readonly number: number;
  readonly startedAt: Date;
  readonly tookMs: number;
  readonly result: 'accepted' | 'refused' | 'unknown' | 'broken' | 'not-sent';
  readonly code: string;
}

/** Why no further attempt was made. */
export type StopReason = 'final' | 'retries-used-up' | 'no-time-left' | 'one-shot-source' | 'aborted';

/** What every error of this package knows. */
export interface ErrorDetails {
  readonly code: string;
  readonly message: string;
  readonly cause?: unknown;
  readonly attempts?: readonly Attempt[];
  readonly stoppedBecause?: StopReason;
}

/** The kinds of failure; each has its class. */
export type ErrorKind =
  | 'invalid-request'
  | 'refused'
  | 'unknown-outcome'
  | 'broken-answer'
  | 'connection'
  | 'notification';

/**
 * The base of all errors a call can end with. `kind` names the class, `code` the case within it; both are
 * stable, texts are not.
 */
export abstract class SparringError extends Error {
  abstract readonly kind: ErrorKind;
  readonly code: string;
  /** Every attempt that was made, in order; empty when nothing was tried. */
  readonly attempts: readonly Attempt[];
  readonly stoppedBecause: StopReason;

  constructor({ code, message, cause, attempts = [], stoppedBecause = 'final' }: ErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.attempts = attempts;
    this.stoppedBecause = stoppedBecause;
  }

  /** Whether the partner may hold the document all the same, from this attempt or an earlier one. */
  get mayHaveBeenStored(): boolean {
    return this.attempts.some(({ result }) => result === 'unknown' || result === 'broken');
  }
}
