import type { Move, OperationCoverage, OperationMoves, OutcomeClass, Provenance } from '../api/types.js';
import { codeOf } from '../state/partners.js';

/** A move as the board shows it. */
export interface BoardMove {
  readonly move: Move;
  readonly outcome: OutcomeClass | 'fault';
  /** The text that arms it: the code, or the fault with its usual arguments. */
  readonly text: string;
  /** What the client gets. */
  readonly meaning: string;
  readonly provenance: Provenance | undefined;
  /** What makes the partner answer with it without a move. */
  readonly trigger: string | undefined;
  /** How often it was exercised. */
  readonly count: number;
}

/** Moves of one class. */
export interface Group {
  readonly name: string;
  readonly title: string;
  readonly moves: readonly BoardMove[];
}

const TITLES = [
  ['unknown', 'Unknown outcomes: it may have been stored'],
  ['refused', 'Refusals'],
  ['success', 'Success'],
  ['fault', 'Faults: something happens to the connection or the answer'],
] as const;

function countOf(coverage: OperationCoverage | undefined, { kind, name }: Move): number {
  if (kind === 'fault') return coverage?.faults.find(({ fault }) => fault === name)?.count ?? 0;
  const { natural = 0, byMove = 0 } = coverage?.codes.find(({ code }) => code === name) ?? {};
  return natural + byMove;
}

function boardMove(partner: string, coverage: OperationCoverage | undefined, move: Move): BoardMove {
  const code = move.kind === 'answer' ? codeOf(partner, move.name) : undefined;
  return {
    move,
    outcome: code?.class ?? 'fault',
    text: move.examples[0] ?? move.name,
    meaning: code ? move.client.replace(/^\w+: /, '') : move.client,
    provenance: code?.provenance,
    trigger: code?.trigger,
    count: countOf(coverage, move),
  };
}

/** Every move of an operation, by class. */
export function groupsOf(
  { partner, moves }: OperationMoves,
  coverage: OperationCoverage | undefined,
): readonly Group[] {
  const all = moves.map((move) => boardMove(partner, coverage, move));
  return TITLES.map(([name, title]) => ({ name, title, moves: all.filter(({ outcome }) => outcome === name) }));
}

/** Whether a search finds a move. */
export const finds = (words: string, { move, meaning, trigger = '' }: BoardMove): boolean => {
  const text = `${move.name} ${meaning} ${move.clientAction} ${trigger}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};
