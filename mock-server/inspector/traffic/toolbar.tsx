import { Icon } from '../parts/icon.js';
import { lanes } from '../state/lanes.js';
import { partners } from '../state/partners.js';
import { setTerm, termOf } from '../state/search.js';
import { entries, found, heldCount, live, search, toggleLive } from '../state/traffic.js';

const CLASSES = [
  { name: 'success', title: 'Success' },
  { name: 'refused', title: 'Refused' },
  { name: 'unknown', title: 'Unknown' },
] as const;

function ClassFilter() {
  const chosen = termOf(search.value, 'class');
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">Class of the answer</legend>
      {CLASSES.map(({ name, title }) => (
        <button
          key={name}
          type="button"
          class={`segment segment-${name}`}
          aria-pressed={chosen === name}
          onClick={() => {
            search.value = setTerm(search.value, 'class', chosen === name ? undefined : name);
          }}
        >
          {title}
        </button>
      ))}
    </fieldset>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly title: string;
  readonly values: readonly string[];
  /** Whether it is there when there is nothing to choose. */
  readonly always?: boolean;
}

/** Narrows the list down to one value of a column. */
function Choice({ name, title, values, always = false }: ChoiceProps) {
  if (values.length < 2 && !always) return null;
  return (
    <label class="choice">
      <span class="visually-hidden">{title}</span>
      <select
        value={termOf(search.value, name) ?? ''}
        onChange={({ currentTarget: { value } }) => {
          search.value = setTerm(search.value, name, value === '' ? undefined : value);
        }}
      >
        <option value="">{title}: all</option>
        {values.map((value) => (
          <option key={value} value={value.toLowerCase()}>
            {value}
          </option>
        ))}
      </select>
    </label>
  );
}

function SearchField() {
  return (
    <label class="search">
      <Icon name="search" />
      <span class="visually-hidden">Search</span>
      <input
        type="search"
        data-search
        placeholder="Search: a code, an id, lane:…, move:…"
        spellcheck={false}
        autocomplete="off"
        value={search.value}
        onInput={({ currentTarget }) => {
          search.value = currentTarget.value;
        }}
      />
      <span class="key" aria-hidden="true">
        /
      </span>
    </label>
  );
}

/** Search, filters, and how many exchanges there are. */
export function Toolbar() {
  const shown = found.value.length;
  const all = entries.value.length;
  return (
    <search class="toolbar">
      <SearchField />
      <ClassFilter />
      <Choice name="partner" title="Partner" always values={partners.value.map(({ name }) => name)} />
      <Choice name="lane" title="Lane" values={lanes.value.map(({ name }) => name)} />
      <span class="toolbar-end">
        <span class="muted count-text">{shown === all ? `${all}` : `${shown} of ${all}`}</span>
        <button type="button" class="button" aria-pressed={!live.value} onClick={toggleLive}>
          <Icon name={live.value ? 'pause' : 'play'} />
          <span class="pause-text">{live.value ? 'Pause' : 'Resume'}</span>
          {heldCount.value > 0 ? <span>{heldCount.value} new</span> : null}
        </button>
      </span>
    </search>
  );
}
