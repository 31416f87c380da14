import { useState } from 'preact/hooks';
import type { Move, OperationMoves, RuleRequest } from '../api/types.js';
import { Dialog } from '../parts/dialog.js';
import { arm } from '../state/rules.js';

interface ArmProps {
  readonly move: Move;
  readonly operation: OperationMoves;
  readonly onClose: () => void;
}

/** What the form holds: texts, as they were typed. */
interface Draft {
  readonly text: string;
  readonly times: string;
  readonly after: string;
  readonly expires: string;
  readonly percent: string;
  readonly field: string;
  readonly value: string;
}

const EXPIRIES = [
  ['', 'never'],
  ['60', 'after 1 minute'],
  ['600', 'after 10 minutes'],
  ['3600', 'after 1 hour'],
] as const;

/** The rule that a form describes. */
function ruleOf({ partner, operation }: OperationMoves, draft: Draft): RuleRequest {
  const { text, times, after, expires, percent, field, value } = draft;
  return {
    partner,
    operation,
    move: text,
    ...(times === '' ? {} : { times: Number(times) }),
    ...(Number(after) === 0 ? {} : { after: Number(after) }),
    ...(expires === '' ? {} : { expiresInSeconds: Number(expires) }),
    ...(percent === '' || percent === '100' ? {} : { probability: Number(percent) / 100 }),
    ...(field === '' ? {} : { fields: { [field]: value } }),
  };
}

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly name: keyof Draft;
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
  readonly type?: 'text' | 'number';
  readonly min?: number;
  readonly max?: number;
}

function Field({ label, hint, name, draft, onChange, type = 'text', ...bounds }: FieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        {...bounds}
        type={type as 'number'}
        name={name}
        value={draft[name]}
        spellcheck={false}
        onInput={({ currentTarget }) => onChange({ [name]: currentTarget.value })}
      />
      {hint === undefined ? null : <small class="muted">{hint}</small>}
    </label>
  );
}

interface PickProps extends Pick<FieldProps, 'label' | 'name' | 'draft' | 'onChange'> {
  readonly options: readonly (readonly [value: string, text: string])[];
}

function Pick({ label, name, draft, onChange, options }: PickProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select
        name={name}
        value={draft[name]}
        onChange={({ currentTarget }) => onChange({ [name]: currentTarget.value })}
      >
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

const isWithArguments = ({ forms }: Move) => forms.some((form) => form.includes('('));

/** Arms a move for more than the next request, or under conditions. */
export function ArmDialog({ move, operation, onClose }: ArmProps) {
  const [draft, setDraft] = useState<Draft>({
    text: move.examples[0] ?? move.name,
    times: '1',
    after: '0',
    expires: '',
    percent: '100',
    field: '',
    value: '',
  });
  const onChange = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const shared = { draft, onChange };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (await arm(ruleOf(operation, draft), `${draft.text} is armed`)) onClose();
  };
  const fields = [
    ['', 'any request'] as const,
    ...operation.fields.map((name) => [name, `when ${name} is …`] as const),
  ];
  return (
    <Dialog title={`Arm ${move.name}`} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        {isWithArguments(move) ? (
          <Field {...shared} label="Move" name="text" hint={`Forms: ${move.forms.join(', ')}`} />
        ) : null}
        <Field
          {...shared}
          label="How many requests"
          name="times"
          type="number"
          min={1}
          max={1_000_000}
          hint="Empty: all of them"
        />
        <Field {...shared} label="Let this many pass first" name="after" type="number" min={0} max={1_000_000} />
        <Field {...shared} label="Probability in %" name="percent" type="number" min={0} max={100} />
        <Pick {...shared} label="Expires" name="expires" options={EXPIRIES} />
        <Pick {...shared} label="Applies to" name="field" options={fields} />
        {draft.field === '' ? null : <Field {...shared} label={draft.field} name="value" />}
        <div class="form-end">
          <button type="submit" class="button button-primary">
            Arm
          </button>
        </div>
      </form>
    </Dialog>
  );
}
