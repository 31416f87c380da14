/** Limits how much work is done in a second. */
export interface StepBudget {
  /** Whether there is anything left; what is spent then may exceed it once. */
  isLeft(): boolean;
  spend(steps: number): void;
}

/**
 * A budget that fills up again continuously.
 * @param stepsPerSecond also how many steps can be saved up
 * @param nowMs a clock in milliseconds
 */
export function stepBudget(stepsPerSecond: number, nowMs: () => number): StepBudget {
  let left = stepsPerSecond;
  let filledMs = nowMs();
  return {
    isLeft: () => {
      const at = nowMs();
      left = Math.min(stepsPerSecond, left + ((at - filledMs) * stepsPerSecond) / 1000);
      filledMs = at;
      return left > 0;
    },
    spend: (steps) => {
      left -= steps;
    },
  };
}
