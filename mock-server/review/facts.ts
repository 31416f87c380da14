import type { ReviewedExchange, ReviewedRun } from './exchange.js';

/** Two requests about the same, one after the other. */
export interface Repetition {
  readonly lane: string;
  readonly before: ReviewedExchange;
  readonly after: ReviewedExchange;
}

/** A request that was sent again after an unknown outcome. */
export interface Retry extends Repetition {
  /** From the end of the first request to the arrival of the second one; `null` when that is not known. */
  readonly waitedMs: number | null;
  /** 1 is the first retry of a request. */
  readonly number: number;
}

/** A request after whose outcome nothing was sent about the same. */
export interface LooseEnd {
  readonly lane: string;
  readonly exchange: ReviewedExchange;
  /** What was sent in its place: the same content with another id, or nothing at all in the body. */
  readonly instead?: { readonly kind: 'other-id' | 'empty-body'; readonly exchange: ReviewedExchange };
}

/** What happened, as the rules of the review need it. */
export interface ReviewFacts {
  readonly runs: readonly ReviewedRun[];
  readonly repetitions: readonly Repetition[];
  readonly retries: readonly Retry[];
  /** Requests with an unknown outcome that were not sent again. */
  readonly unresolved: readonly LooseEnd[];
  /** Successes that cannot be trusted, with what followed. */
  readonly untrusted: readonly (LooseEnd & { readonly repeated: boolean })[];
}

type Facts = Omit<ReviewFacts, 'runs'>;

/** What tells two requests apart that could be one and its retry. */
const threadKey = ({ partner, operation, subject, content }: ReviewedExchange): string | undefined => {
  if (subject === null && content === null) return undefined;
  return JSON.stringify([partner, operation, subject, subject === null ? content : null]);
};

/** The requests about the same, in their order. */
function threadsOf({ exchanges }: ReviewedRun): readonly (readonly ReviewedExchange[])[] {
  const threads = new Map<string, ReviewedExchange[]>();
  for (const exchange of exchanges) {
    const key = threadKey(exchange);
    if (key === undefined) continue;
    const thread = threads.get(key);
    if (thread) thread.push(exchange);
    else threads.set(key, [exchange]);
  }
  return [...threads.values()];
}

const sameOperation = (one: ReviewedExchange, other: ReviewedExchange) =>
  one.partner === other.partner && one.operation === other.operation;

/** How many requests with an unknown outcome a thread has had in a row, up to an index. */
function unknownsUpTo(thread: readonly ReviewedExchange[], index: number): number {
  let count = 0;
  while (thread[index - count]?.outcome === 'unknown') count++;
  return count;
}

/** What was sent in place of a retry. */
function insteadOf(
  lost: ReviewedExchange,
  exchanges: readonly ReviewedExchange[],
  isFirst: (exchange: ReviewedExchange) => boolean,
): Pick<LooseEnd, 'instead'> {
  const later = exchanges.slice(exchanges.indexOf(lost) + 1).filter((one) => sameOperation(one, lost));
  const [next] = later;
  if (lost.bodyBytes > 0 && next?.bodyBytes === 0) return { instead: { kind: 'empty-body', exchange: next } };
  if (lost.businessId === null || lost.content === null) return {};
  const moved = later.find((one) => one.content === lost.content && one.businessId !== lost.businessId && isFirst(one));
  return moved ? { instead: { kind: 'other-id', exchange: moved } } : {};
}

/** Without an id, what follows next to the same operation is taken for the retry. */
function lostWithoutId({ lane, exchanges }: ReviewedRun): readonly LooseEnd[] {
  return exchanges.flatMap((exchange, index) => {
    if (exchange.outcome !== 'unknown' || threadKey(exchange) !== undefined) return [];
    const followed = exchanges.slice(index + 1).some((one) => sameOperation(one, exchange));
    return followed ? [] : [{ lane, exchange }];
  });
}

function factsOfRun(run: ReviewedRun): Facts {
  const { lane, exchanges } = run;
  const threads = threadsOf(run);
  const firsts = new Set(threads.map(([first]) => first));
  const isFirst = (exchange: ReviewedExchange) => firsts.has(exchange);
  const repetitions = threads.flatMap((thread) =>
    thread.slice(1).map((after, index) => ({ lane, before: thread[index] ?? after, after, thread, index })),
  );
  const retries = repetitions
    .filter(({ before }) => before.outcome === 'unknown')
    .map(({ before, after, thread, index }) => ({
      lane,
      before,
      after,
      waitedMs: before.endedMs === null ? null : after.arrivedMs - before.endedMs,
      number: unknownsUpTo(thread, index),
    }));
  const lost = threads.flatMap((thread) => {
    const exchange = thread.at(-1);
    return exchange && unknownsUpTo(thread, thread.length - 1) === 1 ? [exchange] : [];
  });
  const untrusted = threads.flatMap((thread) =>
    thread.flatMap((exchange, index) =>
      exchange.outcome === 'untrusted' ? [{ lane, exchange, repeated: index < thread.length - 1 }] : [],
    ),
  );
  const unresolved = lost.map((exchange) => ({ lane, exchange, ...insteadOf(exchange, exchanges, isFirst) }));
  return { repetitions, retries, unresolved: [...unresolved, ...lostWithoutId(run)], untrusted };
}

/** Finds out what happened in runs: which requests are retries of which, and what was never resolved. */
export function factsOf(runs: readonly ReviewedRun[]): ReviewFacts {
  const facts = runs.map(factsOfRun);
  return {
    runs,
    repetitions: facts.flatMap(({ repetitions }) => repetitions),
    retries: facts.flatMap(({ retries }) => retries),
    unresolved: facts.flatMap(({ unresolved }) => unresolved),
    untrusted: facts.flatMap(({ untrusted }) => untrusted),
  };
}
