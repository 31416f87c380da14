import { computed, signal } from '@preact/signals';
import { control } from '../api/control.js';
import type { Clock, Coverage, OperationMoves, Rule, RuleRequest } from '../api/types.js';
import { lane } from './lanes.js';
import { attempt, say } from './toast.js';

/** In place of a move: the request gets its natural outcome. */
export const NATURAL = 'natural';

export const rules = signal<readonly Rule[]>([]);
export const coverage = signal<Coverage | undefined>(undefined);

/** The clock of the lane, and when it was read by the clock of this page. */
export const clock = signal<{ readonly read: Clock; readonly atMs: number } | undefined>(undefined);

/** What can still apply. */
export const armed = computed(() => rules.value.filter(({ remaining }) => remaining !== 0));

export const movesOf = ({ move, sequence }: Rule): readonly string[] => sequence ?? (move === undefined ? [] : [move]);

const nameOf = (move: string) => move.replace(/\(.*$/, '').toLowerCase();

/** Whether a rule asks for a move, whatever its arguments. */
export const asksFor = (rule: Rule, move: string): boolean => movesOf(rule).some((one) => nameOf(one) === nameOf(move));

/** Whether a rule can apply to an operation. */
export function concerns({ partner, operation, moves }: OperationMoves, rule: Rule): boolean {
  if ((rule.partner ?? partner) !== partner || (rule.operation ?? operation) !== operation) return false;
  const names = [NATURAL, ...moves.map(({ name }) => nameOf(name))];
  return movesOf(rule).every((move) => names.includes(nameOf(move)));
}

/** Reads the rules, the coverage and the clock of the lane again. */
export async function loadBoard(): Promise<void> {
  const name = lane.peek();
  const [found, covered, read] = await Promise.all([control.rules(name), control.coverage(name), control.clock(name)]);
  if (name !== lane.peek()) return; // another lane was chosen in the meantime
  rules.value = found.rules;
  coverage.value = covered;
  clock.value = { read, atMs: performance.now() };
}

/** Several requests a second would ask as often. */
const REFRESH_MS = 250;
let isDue = false;

/** Reads the board again in a moment; a failure shows as a lost connection. */
export function loadBoardSoon(): void {
  if (isDue) return;
  isDue = true;
  setTimeout(() => {
    isDue = false;
    loadBoard().catch(() => {});
  }, REFRESH_MS);
}

/** Adds a rule. */
export async function arm(rule: RuleRequest, done?: string): Promise<boolean> {
  const name = lane.peek();
  const isArmed = await attempt(async () => {
    await control.addRule(name, rule);
    await loadBoard();
  });
  if (isArmed && done !== undefined) say(done);
  return isArmed;
}

/** Removes rules; one that is already gone is not a failure. */
export async function disarm(ids: readonly string[]): Promise<void> {
  const name = lane.peek();
  await attempt(async () => {
    await Promise.allSettled(ids.map((id) => control.removeRule(name, id)));
    await loadBoard();
  });
}
