import { DEFAULT_LANE, lane, lanes } from '../state/lanes.js';

/** The lane that a page shows and changes. */
export function LaneChoice() {
  return (
    <label class="lane-choice">
      <span>Lane</span>
      <select
        value={lane.value}
        onChange={({ currentTarget }) => {
          lane.value = currentTarget.value;
        }}
      >
        {(lanes.value.length === 0 ? [{ name: DEFAULT_LANE }] : lanes.value).map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
