/** How an answer came about: by itself, because a move asked for its code, or under a fault. */
export type AnswerCause = 'natural' | 'move' | 'fault';

/** What one answer is counted as. */
export interface CountedAnswer {
  readonly partner: string;
  /** `null` when no operation has the method and path. */
  readonly operation: string | null;
  readonly code: string;
  readonly cause: AnswerCause;
  /** The name of the fault, without its arguments; `null` without one. */
  readonly fault: string | null;
}

/** How many answers were alike. */
export interface AnswerCount extends CountedAnswer {
  readonly count: number;
}

/**
 * Counts answers. Unlike the journal, it forgets none, and still it is bounded: operations, codes and faults are those
 * of the contracts. It is asynchronous so that an external engine can replace it.
 */
export interface Tally {
  add(answer: CountedAnswer): Promise<void>;
  counts(): Promise<readonly AnswerCount[]>;
  clear(): Promise<void>;
}

const DONE = Promise.resolve();

/**
 * A tally in memory.
 * @param total also counts every answer, and is not cleared with this one
 */
export function memoryTally(total?: Tally): Tally {
  const counts = new Map<string, CountedAnswer & { count: number }>();
  return {
    add: (answer) => {
      const { partner, operation, code, cause, fault } = answer;
      const key = `${partner}\n${operation}\n${code}\n${cause}\n${fault}`;
      const found = counts.get(key);
      if (found) found.count += 1;
      else counts.set(key, { partner, operation, code, cause, fault, count: 1 });
      return total?.add(answer) ?? DONE;
    },
    counts: async () => [...counts.values()].map((one) => ({ ...one })),
    clear: async () => counts.clear(),
  };
}
