import { useState } from 'preact/hooks';
import { control } from '../api/control.js';
import type { OperationMoves } from '../api/types.js';
import { Source } from '../parts/badge.js';
import { Icon } from '../parts/icon.js';
import { save } from '../parts/save.js';
import { arm, armed, asksFor, concerns, disarm } from '../state/rules.js';
import { attempt } from '../state/toast.js';
import { ArmDialog } from './arm-dialog.js';
import type { BoardMove } from './groups.js';

interface CardProps {
  readonly shown: BoardMove;
  readonly operation: OperationMoves;
}

/** Makes a document that asks for the move, and saves it. */
async function download({ partner, operation }: OperationMoves, move: string, format: string): Promise<void> {
  await attempt(async () => {
    const { filename, blob } = await control.document(partner, operation, move, format);
    save(filename, blob);
  });
}

/** Test files: a tester who controls nothing but the upload gets the move with one. */
function TestFiles({ shown: { text, move }, operation }: CardProps) {
  const formats = [...new Set(operation.documents.map(({ format }) => format))];
  if (formats.length === 0) return null;
  return (
    <span class="test-files">
      <Icon name="download" />
      <span class="muted">Test file</span>
      {formats.map((format) => (
        <button
          key={format}
          type="button"
          class="text-button"
          aria-label={`Download a ${format} that asks for ${move.name}`}
          onClick={() => download(operation, text, format)}
        >
          {format}
        </button>
      ))}
    </span>
  );
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
        <TestFiles shown={shown} operation={operation} />
      </footer>
    </article>
  );
}
