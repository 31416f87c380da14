import { useEffect, useState } from 'preact/hooks';
import { control } from '../api/control.js';
import type { States } from '../api/types.js';
import { lane } from '../state/lanes.js';
import { attempt, sayFailure } from '../state/toast.js';

/** States: what no upload brings about, such as the end of a review. */
export function StateCard() {
  const [states, setStates] = useState<States>({});
  const [chosen, setChosen] = useState('');
  const [subject, setSubject] = useState('');
  useEffect(() => {
    control.states(lane.value).then(setStates, sayFailure);
  }, [lane.value]);
  const all = Object.entries(states).flatMap(([partner, own]) =>
    Object.entries(own).map(([state, text]) => ({ partner, state, text, key: `${partner} ${state}` })),
  );
  const target = all.find(({ key }) => key === chosen) ?? all[0];
  if (!target) return null;
  const submit = async (event: Event) => {
    event.preventDefault();
    const { partner, state } = target;
    await attempt(() => control.setState(lane.value, { partner, state, subject }), `${subject} is ${state}`);
  };
  return (
    <section class="card" aria-labelledby="state-title">
      <h2 id="state-title">State of an id</h2>
      <p class="muted">{target.text}</p>
      <form class="form" onSubmit={submit}>
        <label class="field">
          <span>State</span>
          <select value={target.key} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
            {all.map(({ key, partner, state }) => (
              <option key={key} value={key}>
                {partner}: {state}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>Business id</span>
          <input
            required
            maxLength={256}
            value={subject}
            onInput={({ currentTarget }) => setSubject(currentTarget.value)}
          />
        </label>
        <button type="submit" class="button">
          Set state
        </button>
      </form>
    </section>
  );
}
