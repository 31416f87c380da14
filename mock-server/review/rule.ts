import type { ReviewedExchange } from './exchange.js';
import type { ReviewFacts } from './facts.js';

/** How bad it is when a rule is broken. */
export type Severity =
  /** It loses or duplicates documents in production, or is refused there. */
  | 'error'
  /** It makes a bad day of the partner worse, or leaves the client untested. */
  | 'warning'
  /** The traffic alone cannot prove it; look at the client. */
  | 'possible';

/** A request that proves a finding. */
export interface Evidence {
  /** The header `x-sparring-id` of its answer: `sparring explain <id>`. */
  readonly exchange: string;
  /** By the clock of its lane; ISO 8601. */
  readonly at: string;
  /** Since the first request of the finding, in milliseconds, by a clock that no test can move. */
  readonly afterMs: number;
  /** What the partner decided; under a fault, the client may not have seen it. */
  readonly code: string;
}

/** What a client did wrong, and which requests prove it. */
export interface Finding {
  /** The id of the rule. */
  readonly rule: string;
  readonly lane: string;
  readonly partner: string;
  readonly operation: string;
  /** `null` when it concerns several. */
  readonly businessId: string | null;
  /** One sentence. */
  readonly message: string;
  /** At most ten requests, in their order. */
  readonly evidence: readonly Evidence[];
}

/** What a rule has found. */
export interface RuleResult {
  /** In how many situations it could have been broken; 0 means that the run says nothing about it. */
  readonly checked: number;
  readonly findings: readonly Omit<Finding, 'rule'>[];
}

/** One way in which a client can be wrong. */
export interface ReviewRule {
  /** In kebab-case. */
  readonly id: string;
  /** What the client did; past tense, without a full stop. */
  readonly title: string;
  /** Why that is wrong and what to do. */
  readonly explanation: string;
  readonly severity: Severity;
  /** How to bring about a situation that the rule can judge. */
  readonly exercise: string;
  find(facts: ReviewFacts): RuleResult;
}

const MAX_EVIDENCE = 10;

/** A finding about one request or several of one operation. */
export function found(
  lane: string,
  exchanges: readonly [ReviewedExchange, ...ReviewedExchange[]],
  message: string,
): Omit<Finding, 'rule'> {
  const [first] = exchanges;
  const { partner, operation } = first;
  const ids = new Set(exchanges.map(({ businessId }) => businessId));
  return {
    lane,
    partner,
    operation,
    businessId: ids.size === 1 ? first.businessId : null,
    message,
    evidence: exchanges.slice(0, MAX_EVIDENCE).map(({ id, at, arrivedMs, code }) => ({
      exchange: id,
      at,
      afterMs: Math.max(0, Math.round(arrivedMs - first.arrivedMs)),
      code,
    })),
  };
}

/** How a duration is written: `40 ms` or `1.5 s`. */
export const inWords = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`);

/** How a request is named in a message. */
export const nameOf = ({ businessId }: ReviewedExchange): string =>
  businessId === null ? 'a request' : JSON.stringify(businessId.slice(0, 64));
