import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { OperationMoves, Rule } from '../api/types.js';
import { Icon } from '../parts/icon.js';
import { duration } from '../parts/time.js';
import { lane } from '../state/lanes.js';
import { classOf } from '../state/partners.js';
import { arm, armed, clock, concerns, disarm, movesOf, NATURAL } from '../state/rules.js';

/** The steps of a rule that are still to come. */
function stepsLeft(rule: Rule): readonly string[] {
  const moves = movesOf(rule);
  return rule.sequence && !rule.repeat ? moves.slice(rule.hits) : moves;
}

/** What the clock of the lane shows now, in milliseconds. */
function nowMs(): number {
  const { read, atMs } = clock.value ?? { read: undefined, atMs: 0 };
  if (!read) return Date.now();
  return Date.parse(read.now) + (read.frozen ? 0 : performance.now() - atMs);
}

/** How long a rule has left, counting down. */
function Expiry({ at }: { readonly at: string }) {
  const now = useSignal(nowMs());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = nowMs();
    }, 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = (Date.parse(at) - now.value) / 1_000;
  return (
    <span class="condition" role="timer">
      {seconds > 0 ? `expires in ${duration(seconds)}` : 'expired'}
      {clock.value?.read.frozen ? ' (the clock is frozen)' : ''}
    </span>
  );
}

function conditionsOf({ after, hits, probability, fields, priority, partner, operation }: Rule): readonly string[] {
  return [
    ...(after !== undefined && hits === 0 ? [`after ${after} ${after === 1 ? 'request' : 'requests'}`] : []),
    ...(probability === undefined ? [] : [`with a probability of ${Math.round(100 * probability)} %`]),
    ...Object.entries(fields ?? {}).map(([name, value]) => `when ${name} is ${value}`),
    ...(priority === 0 ? [] : [`priority ${priority}`]),
    ...(partner === undefined || operation === undefined ? ['any operation that has it'] : []),
  ];
}

function timesText({ remaining, sequence, repeat }: Rule): string {
  if (remaining === null) return repeat ? 'again and again' : 'always';
  return sequence || remaining === 1 ? '' : `× ${remaining}`;
}

function QueuedRule({ rule, shown }: { readonly rule: Rule; readonly shown: OperationMoves }) {
  const conditions = conditionsOf(rule);
  const steps = stepsLeft(rule);
  return (
    <li class="queued">
      {steps.map((move, index) => (
        <span key={index} class={`code code-${move === NATURAL ? 'natural' : toneOf(shown, move)}`}>
          {move}
        </span>
      ))}
      <span class="times">{timesText(rule)}</span>
      {conditions.length > 0 ? <span class="condition">{conditions.join(', ')}</span> : null}
      {rule.expiresAt === null ? null : <Expiry at={rule.expiresAt} />}
      <button
        type="button"
        class="icon-button"
        aria-label={`Disarm ${steps.join(', ')}`}
        title="Disarm"
        onClick={() => disarm([rule.id])}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

function toneOf({ partner, moves }: OperationMoves, move: string): string {
  const known = moves.find(({ name }) => name.toLowerCase() === move.replace(/\(.*$/, '').toLowerCase());
  return known?.kind === 'fault' ? 'fault' : classOf({ partner, code: known?.name ?? move });
}

/** What the next requests of an operation get, in the order in which they get it. */
export function Queue({ shown }: { readonly shown: OperationMoves }) {
  const own = armed.value.filter((rule) => concerns(shown, rule));
  const { partner, operation } = shown;
  const pass = () => arm({ partner, operation, move: NATURAL, times: 1 });
  const isOpenEnded = own.some(({ remaining, probability }) => remaining === null && probability === undefined);
  return (
    <section class="card queue" aria-labelledby="queue-title">
      <h2 id="queue-title">
        Next requests <span class="muted">in lane {lane.value}</span>
      </h2>
      <ol class="queue-list" aria-live="polite">
        {own.map((rule) => (
          <QueuedRule key={rule.id} rule={rule} shown={shown} />
        ))}
        {isOpenEnded ? null : (
          <li class="queued queued-end">
            {own.length === 0
              ? 'Nothing is armed: every request gets its natural outcome.'
              : 'then the natural outcome'}
          </li>
        )}
      </ol>
      <div class="actions">
        <button type="button" class="button" onClick={pass} disabled={own.length === 0 || isOpenEnded}>
          <Icon name="plus" />
          Let one pass
        </button>
        <button
          type="button"
          class="button"
          disabled={own.length === 0}
          onClick={() => disarm(own.map(({ id }) => id))}
        >
          Disarm all
        </button>
      </div>
    </section>
  );
}
