import { signal } from '@preact/signals';
import { control } from '../api/control.js';
import type { Settings, SettingValue } from '../api/types.js';
import { lane } from '../state/lanes.js';
import { attempt } from '../state/toast.js';

/** The settings of the lane. */
export const settings = signal<Settings | undefined>(undefined);

export async function loadSettings(): Promise<void> {
  settings.value = await control.settings(lane.peek());
}

/** Changes a setting; when the simulator refuses, what it had is shown again. */
export async function change(partner: string, name: string, value: SettingValue): Promise<void> {
  const isChanged = await attempt(
    async () => {
      settings.value = await control.changeSetting(lane.peek(), partner, name, value);
    },
    `${partner}.${name} is ${value === null ? 'off' : value === true ? 'on' : value === false ? 'off' : value}`,
  );
  if (!isChanged && settings.value) settings.value = { ...settings.value };
}
