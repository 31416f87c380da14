import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { control } from '../api/control.js';
import type { LaneSummary } from '../api/types.js';
import { Icon } from '../parts/icon.js';
import { DEFAULT_LANE, lane, lanes, loadLanes } from '../state/lanes.js';
import { go, linkTo } from '../state/route.js';
import { setTerm } from '../state/search.js';
import { attempt, sayFailure } from '../state/toast.js';
import { search } from '../state/traffic.js';
import { CredentialsCard } from './credentials-card.js';

function CreateLane({ onCreated }: { readonly onCreated: (name: string) => void }) {
  const name = useSignal('');
  const seed = useSignal('');
  const submit = async (event: Event) => {
    event.preventDefault();
    await attempt(async () => {
      const options = {
        ...(name.value === '' ? {} : { name: name.value }),
        ...(seed.value === '' ? {} : { seed: seed.value }),
      };
      const created = await control.createLane(options);
      name.value = '';
      seed.value = '';
      await loadLanes();
      onCreated(created.name);
    });
  };
  return (
    <form class="card form-row" onSubmit={submit} aria-label="Create a lane">
      <h2 class="form-title">New lane</h2>
      <label class="field">
        <span>Name</span>
        <input
          name="name"
          placeholder="lane-1"
          pattern="[A-Za-z0-9_.\-]{1,64}"
          title="1 to 64 letters, digits, dots, underscores and hyphens"
          value={name.value}
          onInput={({ currentTarget }) => {
            name.value = currentTarget.value;
          }}
        />
      </label>
      <label class="field">
        <span>Seed</span>
        <input
          name="seed"
          placeholder="generated"
          value={seed.value}
          onInput={({ currentTarget }) => {
            seed.value = currentTarget.value;
          }}
        />
      </label>
      <button type="submit" class="button button-primary">
        <Icon name="plus" />
        Create lane
      </button>
    </form>
  );
}

interface LaneProps {
  readonly summary: LaneSummary;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

async function remove(name: string): Promise<void> {
  if (!confirm(`Delete the lane ${name} and everything in it? Its credentials stop working.`)) return;
  await attempt(async () => {
    await control.deleteLane(name);
    await loadLanes();
  }, `The lane ${name} was deleted`);
}

function LaneCard({ summary, isOpen, onToggle }: LaneProps) {
  const { name, seed, callers } = summary;
  const showTraffic = () => {
    search.value = setTerm(search.value, 'lane', name.toLowerCase());
    go(linkTo('traffic'));
  };
  const use = () => {
    lane.value = name;
    go(linkTo('moves'));
  };
  return (
    <article class="card lane" aria-label={`Lane ${name}`}>
      <header class="lane-head">
        <h2>{name}</h2>
        <dl class="facts">
          {Object.entries(callers).map(([partner, caller]) => (
            <div key={partner}>
              <dt>{partner}</dt>
              <dd class="mono">{caller}</dd>
            </div>
          ))}
          <div>
            <dt>Seed</dt>
            <dd class="mono">{seed}</dd>
          </div>
        </dl>
        <div class="actions">
          <button type="button" class="button" aria-expanded={isOpen} onClick={onToggle}>
            <Icon name="key" />
            Credentials
          </button>
          <button type="button" class="button" onClick={use}>
            Moves
          </button>
          <button type="button" class="button" onClick={showTraffic}>
            Traffic
          </button>
          {name === DEFAULT_LANE ? null : (
            <button type="button" class="button button-danger" onClick={() => remove(name)}>
              Delete
            </button>
          )}
        </div>
      </header>
      {isOpen ? <CredentialsCard summary={summary} /> : null}
    </article>
  );
}

/** Lanes: separate worlds, each selected by its credentials. */
export function LanesPage() {
  const open = useSignal<string | undefined>(undefined);
  useEffect(() => {
    loadLanes().catch(sayFailure);
  }, []);
  return (
    <div class="page">
      <div class="page-head">
        <h1>Lanes</h1>
        <p class="muted">
          A lane is a world of its own, with its own stores, moves, settings and clock. A request belongs to the lane
          whose credentials it has.
        </p>
      </div>
      <CreateLane
        onCreated={(name) => {
          open.value = name;
        }}
      />
      {lanes.value.map((summary) => (
        <LaneCard
          key={summary.name}
          summary={summary}
          isOpen={open.value === summary.name}
          onToggle={() => {
            open.value = open.value === summary.name ? undefined : summary.name;
          }}
        />
      ))}
    </div>
  );
}
