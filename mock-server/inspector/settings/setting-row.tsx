import type { Setting, SettingValue } from '../api/types.js';
import { Source } from '../parts/badge.js';
import { Prose } from '../parts/prose.js';
import { linkTo } from '../state/route.js';
import { change } from './settings.js';

interface SettingProps {
  readonly partner: string;
  readonly name: string;
  readonly setting: Setting;
  /** Absent until it was read. */
  readonly value: SettingValue | undefined;
}

interface InputProps extends SettingProps {
  readonly id: string;
  readonly onValue: (value: SettingValue) => Promise<void>;
}

function Flag({ id, value, onValue }: InputProps) {
  return (
    <input
      id={id}
      type="checkbox"
      role="switch"
      aria-checked={value === true}
      class="switch"
      checked={value === true}
      onChange={({ currentTarget }) => onValue(currentTarget.checked)}
    />
  );
}

function Choice({ id, value, setting, onValue }: InputProps) {
  return (
    <select id={id} value={String(value ?? '')} onChange={({ currentTarget }) => onValue(currentTarget.value)}>
      {(setting.choices ?? []).map((choice) => (
        <option key={choice}>{choice}</option>
      ))}
    </select>
  );
}

function Count({ id, value, setting, onValue }: InputProps) {
  return (
    <input
      id={id}
      type="number"
      min={0}
      placeholder={setting.nullable ? 'off' : undefined}
      required={!setting.nullable}
      value={value === null || value === undefined ? '' : String(value)}
      onChange={({ currentTarget }) =>
        onValue(currentTarget.value === '' && setting.nullable ? null : currentTarget.valueAsNumber)
      }
    />
  );
}

function Text({ id, value, onValue }: InputProps) {
  return (
    <input
      id={id}
      type="text"
      value={String(value ?? '')}
      onChange={({ currentTarget }) => onValue(currentTarget.value)}
    />
  );
}

const INPUTS = { flag: Flag, choice: Choice, count: Count, text: Text } as const;

const inWords = (value: SettingValue) =>
  value === null || value === false ? 'off' : value === true ? 'on' : String(value);

/** One setting: its value, why it exists, and the decision behind it. */
export function SettingRow(props: SettingProps) {
  const { partner, name, setting, value } = props;
  const Input = INPUTS[setting.kind];
  const id = `${partner}-${name}`;
  const isChanged = value !== undefined && value !== setting.default;
  const onValue = (next: SettingValue) => change(partner, name, next);
  return (
    <div class="setting" data-changed={isChanged ? '' : undefined}>
      <div class="setting-text">
        <label for={id}>{name}</label>
        {isChanged ? <span class="changed">changed</span> : null}
        <p>
          <Prose text={setting.why} />
        </p>
        <p class="muted">
          Decision <a href={linkTo('docs', partner, 'decisions', setting.decision)}>{setting.decision}</a>,{' '}
          <Source {...setting.provenance} source="" />; default: {inWords(setting.default)}
        </p>
      </div>
      <div class="setting-value">
        <Input {...props} id={id} onValue={onValue} />
        {isChanged ? (
          <button
            type="button"
            class="text-button"
            aria-label={`Set ${name} to its default`}
            onClick={() => onValue(setting.default)}
          >
            default
          </button>
        ) : null}
      </div>
    </div>
  );
}
