import { control } from '../api/control.js';
import { lane } from '../state/lanes.js';
import { loadBoard } from '../state/rules.js';
import { attempt } from '../state/toast.js';
import { loadTraffic } from '../state/traffic.js';
import { loadSettings } from './settings.js';

async function reset(what: string, action: () => Promise<void>): Promise<void> {
  if (!confirm(`Reset ${what}? Its stores, states, rules, journal, ledger and coverage are cleared.`)) return;
  await attempt(async () => {
    await action();
    await Promise.all([loadTraffic(), loadBoard(), loadSettings()]);
  }, `Reset ${what}`);
}

/** Back to the start. */
export function ResetCard() {
  const name = lane.value;
  return (
    <section class="card" aria-labelledby="reset-title">
      <h2 id="reset-title">Reset</h2>
      <p class="muted">
        Clears stores, states, moves, journal, ledger and coverage; restores settings, clock and seed. Credentials stay.
      </p>
      <div class="actions">
        <button
          type="button"
          class="button button-danger"
          onClick={() => reset(`the lane ${name}`, () => control.reset(name))}
        >
          Reset lane {name}
        </button>
        <button type="button" class="button button-danger" onClick={() => reset('all lanes', control.resetAll)}>
          Reset all lanes
        </button>
      </div>
    </section>
  );
}
