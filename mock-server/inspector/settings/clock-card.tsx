import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { control } from '../api/control.js';
import type { ClockRequest } from '../api/types.js';
import { Icon } from '../parts/icon.js';
import { duration } from '../parts/time.js';
import { lane } from '../state/lanes.js';
import { clock } from '../state/rules.js';
import { attempt, sayFailure } from '../state/toast.js';

const STEPS = [
  ['+1 min', 60],
  ['+5 min', 300],
  ['+1 h', 3_600],
  ['+1 day', 86_400],
] as const;

const read = (name: string) =>
  control.clock(name).then((found) => {
    clock.value = { read: found, atMs: performance.now() };
  });

function change(body: ClockRequest): Promise<boolean> {
  return attempt(async () => {
    const changed = await control.changeClock(lane.peek(), body);
    clock.value = { read: changed, atMs: performance.now() };
  });
}

/** The clock as a text that changes every second. */
function Now() {
  const tick = useSignal(0);
  useEffect(() => {
    const timer = setInterval(() => {
      tick.value++;
    }, 250);
    return () => clearInterval(timer);
  }, []);
  const shown = clock.value;
  tick.value; // read, so that it is rendered again
  if (!shown) return <span>…</span>;
  const ms = Date.parse(shown.read.now) + (shown.read.frozen ? 0 : performance.now() - shown.atMs);
  const [day = '', time = ''] = new Date(ms).toISOString().split('T');
  return (
    <span class="clock-now" role="timer" aria-label="Clock of the lane, UTC">
      <span class="clock-day muted">{day}</span> {time.slice(0, 8)} <span class="clock-day muted">UTC</span>
    </span>
  );
}

function SetTime() {
  const time = useSignal('');
  const submit = async (event: Event) => {
    event.preventDefault();
    await change({ set: `${time.value}${time.value.length === 16 ? ':00' : ''}Z` });
  };
  return (
    <form class="form-row" onSubmit={submit}>
      <label class="field">
        <span>Set to (UTC)</span>
        <input
          type="datetime-local"
          step={1}
          required
          value={time.value}
          onInput={({ currentTarget }) => {
            time.value = currentTarget.value;
          }}
        />
      </label>
      <button type="submit" class="button">
        Set
      </button>
    </form>
  );
}

/** The clock that requests are judged by. */
export function ClockCard() {
  useEffect(() => {
    read(lane.value).catch(sayFailure);
  }, [lane.value]);
  const { frozen = false, aheadSeconds = 0 } = clock.value?.read ?? {};
  const ahead =
    Math.abs(aheadSeconds) < 1
      ? 'the same as the real clock'
      : `${duration(Math.abs(aheadSeconds))} ${aheadSeconds > 0 ? 'ahead of' : 'behind'} the real clock`;
  return (
    <section class="card" aria-labelledby="clock-title">
      <h2 id="clock-title">Clock</h2>
      <p>
        <Now />
      </p>
      <p class="muted">
        {frozen ? 'Frozen' : 'Running'}, {ahead}
      </p>
      <div class="actions">
        <button type="button" class="button" onClick={() => change(frozen ? { resume: true } : { freeze: true })}>
          <Icon name={frozen ? 'play' : 'pause'} />
          {frozen ? 'Resume' : 'Freeze'}
        </button>
        {STEPS.map(([text, advanceSeconds]) => (
          <button
            key={text}
            type="button"
            class="button"
            aria-label={`Advance the clock by ${text.slice(1)}`}
            onClick={() => change({ advanceSeconds })}
          >
            {text}
          </button>
        ))}
        <button
          type="button"
          class="button"
          onClick={() => change({ skewSeconds: 0 })}
          disabled={Math.abs(aheadSeconds) < 1 && !frozen}
        >
          Real time
        </button>
      </div>
      <SetTime />
    </section>
  );
}
