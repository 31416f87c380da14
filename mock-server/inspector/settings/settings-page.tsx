import { useEffect } from 'preact/hooks';
import { LaneChoice } from '../parts/lane-choice.js';
import { lane } from '../state/lanes.js';
import { partners } from '../state/partners.js';
import { sayFailure } from '../state/toast.js';
import { ClockCard } from './clock-card.js';
import { ResetCard } from './reset-card.js';
import { SettingRow } from './setting-row.js';
import { loadSettings, settings } from './settings.js';
import { StateCard } from './state-card.js';

/** Settings, clock, states and reset of the lane that is chosen. */
export function SettingsPage() {
  useEffect(() => {
    loadSettings().catch(sayFailure);
  }, [lane.value]);
  return (
    <div class="page">
      <div class="page-head">
        <h1>Settings</h1>
        <LaneChoice />
        <p class="muted">They apply to one lane, from the next request on until it is reset.</p>
      </div>
      <div class="columns">
        <ClockCard />
        <StateCard />
        <ResetCard />
      </div>
      {partners.value.map((partner) => (
        <section key={partner.name} class="part" aria-labelledby={`settings-${partner.name}`}>
          <h2 id={`settings-${partner.name}`}>{partner.title}</h2>
          <div class="card rows-card">
            {Object.entries(partner.settings).map(([name, setting]) => (
              <SettingRow
                key={name}
                partner={partner.name}
                name={name}
                setting={setting}
                value={settings.value?.[partner.name]?.[name]}
              />
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}
