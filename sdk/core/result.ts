/** An answer as received. As JSON it is its status and size only: a log stays small and free of signatures. */
export interface Answer {
  readonly httpStatus: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The exact bytes: a signature covers them. */
  readonly body: Uint8Array;
}

/** One attempt of a call. */
export interface Attempt {
  /** From 1. */
  readonly number: number;
  readonly startedAt: Date;
  readonly tookMs: number;
  readonly result: 'accepted' | 'refused' | 'unknown' | 'broken' | 'not-sent';
  readonly code: string;
}

/** Why no further attempt was made. */
export type StopReason = 'final' | 'retries-used-up' | 'no-time-left' | 'one-shot-source' | 'aborted' | 'option-failed';

/** What every success carries. */
export interface Receipt {
  /** The partner's id of this request; for support. */
  readonly requestId: string | undefined;
  /** Whether the answer carries a valid signature of the partner. */
  readonly verified: boolean;
  /** Where the answer differs from its schema without a change of meaning; empty as a rule. */
  readonly warnings: readonly string[];
  readonly answer: Answer;
  readonly attempts: readonly Attempt[];
}
