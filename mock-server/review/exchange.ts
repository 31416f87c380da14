/** What a client can know of an outcome. */
export type KnownOutcome =
  | 'accepted'
  | 'refused'
  /** There was no answer, or one that says neither yes nor no. */
  | 'unknown'
  /** The answer says yes, but its signature is missing or invalid. */
  | 'untrusted'
  /** The client still waits. */
  | 'open';

/** One request as the rules of the review see it. Times are in milliseconds of a clock that no test can move. */
export interface ReviewedExchange {
  /** The header `x-sparring-id` of its answer. */
  readonly id: string;
  /** By the clock of its lane; ISO 8601. */
  readonly at: string;
  readonly arrivedMs: number;
  /** When the answer was sent or the connection ended; `null` when that is not known. */
  readonly endedMs: number | null;
  readonly partner: string;
  readonly operation: string;
  readonly businessId: string | null;
  /** What it is about: its retries have the same. `null` when that could not be read. */
  readonly subject: string | null;
  /**
   * Equal for equal content, whatever the business id; of a body that was not decoded, equal for equal bytes. `null` when
   * that is not known.
   */
  readonly content: string | null;
  readonly bodyBytes: number;
  /** The size of its documents; `null` when that is not known, or when there are none. */
  readonly documentBytes: number | null;
  /** When it was signed, as the client wrote it. */
  readonly signedTime: string | null;
  readonly code: string;
  readonly outcome: KnownOutcome;
  /** Whether a move asked for this outcome, so that it does not depend on the content. */
  readonly asked: boolean;
  /** How long the answer asked the client to wait, in milliseconds. */
  readonly retryAfterMs: number | null;
}

/** Requests of one lane between two resets, in the order in which they arrived. */
export interface ReviewedRun {
  readonly lane: string;
  readonly exchanges: readonly ReviewedExchange[];
  /** How many more there were, which the journal has forgotten. */
  readonly forgotten: number;
}
