/** How many of a number of things are covered. */
export interface Share {
  readonly covered: number;
  readonly total: number;
  /** A whole number, rounded down: 100 means all of them. Nothing to cover is 100 too. */
  readonly percent: number;
}

/** Counts what is covered of a list. */
export function shareOf<Item>(items: readonly Item[], isCovered: (item: Item) => boolean): Share {
  const covered = items.filter(isCovered).length;
  const total = items.length;
  return { covered, total, percent: total === 0 ? 100 : Math.floor((100 * covered) / total) };
}

/**
 * Writes a share in words.
 * @example writeShare({ covered: 3, total: 4, percent: 75 }) // '3 of 4 (75 %)'
 */
export const writeShare = ({ covered, total, percent }: Share): string => `${covered} of ${total} (${percent} %)`;
