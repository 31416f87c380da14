import { signal } from '@preact/signals';
import { control } from '../api/control.js';
import type { LaneSummary } from '../api/types.js';
import { sayFailure } from './toast.js';

export const DEFAULT_LANE = 'default';

export const lanes = signal<readonly LaneSummary[]>([]);

/** The lane whose moves, settings and clock are shown. */
export const lane = signal(DEFAULT_LANE);

export async function loadLanes(): Promise<void> {
  const { lanes: found } = await control.lanes();
  lanes.value = found;
  if (!found.some(({ name }) => name === lane.value)) lane.value = DEFAULT_LANE;
}

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
