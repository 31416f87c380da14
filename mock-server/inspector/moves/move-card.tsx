import { useState } from 'preact/hooks';
import type { OperationMoves } from '../api/types.js';
import { Source } from '../parts/badge.js';
import { Icon } from '../parts/icon.js';
import { arm, armed, asksFor, concerns, disarm } from '../state/rules.js';
import { ArmDialog } from './arm-dialog.js';
import type { BoardMove } from './groups.js';
import { TestFiles } from './test-files.js';

interface CardProps {
  readonly shown: BoardMove;
  readonly operation: OperationMoves;
}

function Coverage({ count }: { readonly count: number }) {
  return count === 0 ? (
    <span class="covered covered-never">never exercised</span>
  ) : (
    <span class="covered">
      <Icon name="check" />
      {count} ×
    </span>
  );
}

function Buttons({ shown: { text, move }, operation }: CardProps) {
  const [hasDialog, setDialog] = useState(false);
  const own = armed.value.filter((rule) => concerns(operation, rule) && asksFor(rule, move.name));
  const target = { partner: operation.partner, operation: operation.operation };
  return (
    <div class="card-actions">
      <button
        type="button"
        class="button button-arm"
        aria-label={`${own.length > 0 ? 'One more request' : 'Next request'}: ${move.name}`}
        onClick={() => arm({ ...target, move: text, times: 1 })}
      >
        <Icon name="moves" />
        {own.length > 0 ? 'One more' : 'Next request'}
      </button>
      {own.length > 0 ? (
        <button
          type="button"
          class="button"
          aria-label={`Disarm ${move.name}`}
          onClick={() => disarm(own.map(({ id }) => id))}
        >
          Disarm
        </button>
      ) : null}
      <button
        type="button"
        class="icon-button"
        aria-label={`More ways to arm ${move.name}`}
        title="Times, delay, expiry, conditions"
        onClick={() => setDialog(true)}
      >
        <Icon name="more" />
      </button>
      {hasDialog ? <ArmDialog move={move} operation={operation} onClose={() => setDialog(false)} /> : null}
    </div>
  );
}

/** How many of the next requests get the move. */
function armedTimes(operation: OperationMoves, name: string): number {
  const own = armed.value.filter((rule) => concerns(operation, rule) && asksFor(rule, name));
  return own.reduce((sum, { remaining }) => sum + (remaining ?? Number.POSITIVE_INFINITY), 0);
}

/** One code or fault: what it means, where that is from, what the client must do, and a button that arms it. */
export function MoveCard({ shown, operation }: CardProps) {
  const { move, outcome, meaning, provenance, trigger, count } = shown;
  const times = armedTimes(operation, move.name);
  return (
    <article
      class={`card move move-${outcome}`}
      data-armed={times > 0 ? '' : undefined}
      data-move={move.name}
      aria-label={move.name}
    >
      <header class="move-head">
        <h3 class={`code code-${outcome}`}>{move.name}</h3>
        {times > 0 ? <span class="armed-mark">armed {Number.isFinite(times) ? `× ${times}` : ''}</span> : null}
        <Coverage count={count} />
      </header>
      <p class="meaning">{meaning}</p>
      {move.kind === 'fault' ? <p class="muted">Stored: {move.stored}</p> : null}
      <p class="duty">
        <strong>Client:</strong> {move.clientAction}
      </p>
      {trigger === undefined ? null : <p class="muted">Triggered by: {trigger}</p>}
      {provenance ? (
        <p class="move-source">
          <Source {...provenance} />
        </p>
      ) : null}
      <footer class="move-foot">
        <Buttons shown={shown} operation={operation} />
        <TestFiles operation={operation} move={shown.text} />
      </footer>
    </article>
  );
}
