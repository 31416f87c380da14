import type { Entry } from '../api/types.js';
import { CodeBadge } from '../parts/badge.js';
import { fullTime, timeOfDay, took } from '../parts/time.js';
import { keepsDocuments } from '../state/partners.js';
import { exchangeLink } from '../state/route.js';
import { memo } from './memo.js';
import { RowPicture } from './row-picture.js';

export interface RowProps {
  readonly entry: Entry;
  /** From the top of the list. */
  readonly index: number;
  readonly topPx: number;
  readonly isOpen: boolean;
  readonly isAtCursor: boolean;
  readonly showsLane: boolean;
}

const BY = { rule: 'a rule', header: 'the header', value: 'the id', file: 'the document' } as const;

function MoveChip({ move }: { readonly move: NonNullable<Entry['move']> }) {
  const by = BY[move.by as keyof typeof BY] ?? move.by;
  return (
    <span
      class={move.used ? 'chip' : 'chip chip-unused'}
      title={`${move.text}, asked for by ${by}${move.used ? '' : '; not used'}`}
    >
      {move.text}
    </span>
  );
}

/** One exchange of the list. Its cells are the columns of the head. */
export const Row = memo(({ entry, index, topPx, isOpen, isAtCursor, showsLane }: RowProps) => {
  const { id, at, partner, operation, path, code, businessId, move, lane, tookMs } = entry;
  return (
    <div
      id={`row-${id}`}
      class="row"
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isOpen}
      data-cursor={isAtCursor ? '' : undefined}
      style={{ transform: `translateY(${topPx}px)` }}
    >
      <span role="gridcell" class="cell cell-time" title={fullTime(at)}>
        {timeOfDay(at)}
      </span>
      <span role="gridcell" class="cell cell-code">
        <a class="row-link" href={exchangeLink(id)} tabIndex={-1} draggable={false}>
          <CodeBadge partner={partner} code={code} />
        </a>
      </span>
      <span role="gridcell" class="cell cell-operation">
        <span class="muted">{partner}</span> {operation ?? path}
      </span>
      <span role="gridcell" class="cell cell-id">
        {keepsDocuments.value ? <RowPicture id={id} /> : null}
        {businessId ?? ''}
      </span>
      <span role="gridcell" class="cell cell-move">
        {move ? <MoveChip move={move} /> : null}
      </span>
      {showsLane ? (
        <span role="gridcell" class="cell cell-lane">
          {lane}
        </span>
      ) : null}
      <span role="gridcell" class="cell cell-took">
        {took(tookMs)}
      </span>
    </div>
  );
});
