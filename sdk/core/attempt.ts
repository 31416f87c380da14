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
