import type { OutcomeClass, Provenance, SettingValue } from '@sparring/contracts';
import type { JournalDiagnosis, JournalMove } from '../state/journal.js';

/** The decision behind a refusal. */
export interface ExplainedDecision {
  readonly id: string;
  readonly question: string;
  readonly answer: string;
  readonly provenance: Provenance;
  /** Null when it cannot be changed. */
  readonly setting: { readonly name: string; readonly value: SettingValue; readonly default: SettingValue } | null;
}

/** What of a request is wrong. */
export interface ExplainedValue {
  /** For example `the header ach-access-timestamp`. */
  readonly what: string;
  /** What was sent; what may be secret or personal is replaced by its size. Null when nothing was, or nothing is known. */
  readonly sent: string | null;
  /** Continues "must be". */
  readonly allowed: string;
}

/** A way to get the same answer again. */
export interface WayToReproduce {
  readonly way: 'request' | 'header' | 'rule' | 'value' | 'file' | 'command';
  /** To be used as it is; with `request`, a description. */
  readonly text: string;
}

/** Why a request got its answer, and what to do. */
export interface Explanation {
  /** The header x-sparring-id of the answer. */
  readonly id: string;
  /** By the clock of the lane; ISO 8601. */
  readonly at: string;
  readonly lane: string;
  /** Null when the request was for none. */
  readonly partner: string | null;
  /** Null when no operation has the method and path. */
  readonly operation: string | null;
  readonly method: string;
  readonly path: string;
  readonly businessId: string | null;
  readonly httpStatus: number;
  readonly code: string;
  /** What the code means to the client; null when it is none of the partner. */
  readonly class: OutcomeClass | null;
  /** The partner's text of the code. */
  readonly text: string | null;
  /** Where the code comes from. */
  readonly codeProvenance: Provenance | null;
  /** Why, in one sentence; null when the request was accepted. */
  readonly reason: string | null;
  readonly decision: ExplainedDecision | null;
  readonly value: ExplainedValue | null;
  /** Only for an invalid signature. */
  readonly diagnosis: JournalDiagnosis | null;
  /** What asked for a move. */
  readonly move: JournalMove | null;
  /** What a fault did to the answer; null when there was none. */
  readonly fault: { readonly name: string; readonly client: string; readonly stored: string } | null;
  /** What to do, a sentence each. */
  readonly fix: readonly string[];
  /** How to get this answer on purpose. */
  readonly reproduce: readonly WayToReproduce[];
}
