import { effect, signal } from '@preact/signals';
import { lanesMissed } from '../api/call.js';
import { control } from '../api/control.js';
import type { LaneSummary } from '../api/types.js';
import { say, sayFailure } from './toast.js';

export const DEFAULT_LANE = 'default';

export const lanes = signal<readonly LaneSummary[]>([]);

/** The lane whose moves, settings and clock are shown. */
export const lane = signal(DEFAULT_LANE);

/** Reads the lanes; when the one that is shown is gone, the default one is shown. */
export async function loadLanes(): Promise<void> {
  const { lanes: found } = await control.lanes();
  lanes.value = found;
  const shown = lane.peek();
  if (found.some(({ name }) => name === shown)) return;
  lane.value = DEFAULT_LANE;
  say(`The lane ${shown} no longer exists; this is the lane ${DEFAULT_LANE}`, { kind: 'failed' });
}

effect(() => {
  if (lanesMissed.value > 0) loadLanes().catch(sayFailure);
});

let asked = false;

/** Traffic of a lane that is not known yet: another program has created it. */
export function noticeLane(name: string): void {
  if (asked || lanes.value.some((known) => known.name === name)) return;
  asked = true;
  loadLanes()
    .catch(sayFailure)
    .finally(() => {
      asked = false;
    });
}
