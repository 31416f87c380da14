import type { Coverage } from './coverage.js';
import { writeShare } from './share.js';

/** How much must be covered, in percent; what is left out does not matter. */
export interface CoverageMinimum {
  readonly codes?: number | undefined;
  readonly faults?: number | undefined;
}

const WHAT = { codes: 'codes were answered', faults: 'faults applied' } as const;

/** What of a minimum was not reached, one sentence each. */
export function missedMinimum(coverage: Coverage, minimum: CoverageMinimum): readonly string[] {
  return (['codes', 'faults'] as const).flatMap((kind) => {
    const least = minimum[kind];
    const { [kind]: share } = coverage;
    if (least === undefined || share.percent >= least) return [];
    return [`${writeShare(share)} ${WHAT[kind]}, less than the required ${least} %`];
  });
}
