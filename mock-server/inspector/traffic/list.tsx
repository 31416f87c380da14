import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Entry } from '../api/types.js';
import { lanes } from '../state/lanes.js';
import { found } from '../state/traffic.js';
import { EmptyList } from './empty.js';
import { Row } from './row.js';
import { cursorId, openExchange, openId } from './selection.js';

const ROW_PX = 34;
/** Two lines, where there is no room for columns. */
const TALL_ROW_PX = 54;
const NARROW_PX = 720;
/** Rows that are ready above and below what is visible. */
const SPARE_ROWS = 10;

/** What the list was scrolled to: a row, and how far into it. */
interface Anchor {
  id: string | undefined;
  offsetPx: number;
}

/** Keeps the rows where they are while others arrive above them, unless the list is at its top. */
function useAnchor(list: readonly Entry[], rowPx: number, scroller: { readonly current: HTMLElement | null }) {
  const anchor = useRef<Anchor>({ id: undefined, offsetPx: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    const { id, offsetPx } = anchor.current;
    if (!element || id === undefined) return;
    const at = list.findIndex((entry) => entry.id === id);
    if (at >= 0) element.scrollTop = at * rowPx + offsetPx;
  }, [list, rowPx]);
  return (topPx: number) => {
    const first = topPx <= 0 ? undefined : list[Math.floor(topPx / rowPx)];
    anchor.current = { id: first?.id, offsetPx: topPx % rowPx };
  };
}

/** Scrolls until the row at the cursor is visible. */
function reveal(element: HTMLElement, index: number, rowPx: number): void {
  const topPx = index * rowPx;
  if (topPx < element.scrollTop) element.scrollTop = topPx;
  const bottomPx = topPx + rowPx - element.clientHeight;
  if (bottomPx > element.scrollTop) element.scrollTop = bottomPx;
}

const HEADS = ['Time', 'Code', 'Operation', 'Business id', 'Move', 'Lane', 'Took'];

function Head({ showsLane }: { readonly showsLane: boolean }) {
  return (
    <div role="row" class="row row-head" aria-rowindex={1}>
      {HEADS.filter((head) => showsLane || head !== 'Lane').map((head) => (
        <span key={head} role="columnheader" class={`cell cell-${head === 'Business id' ? 'id' : head.toLowerCase()}`}>
          {head}
        </span>
      ))}
    </div>
  );
}

/** The size of the list, and how far it is scrolled. */
function useViewport(scroller: { readonly current: HTMLElement | null }) {
  const viewport = useSignal({ topPx: 0, heightPx: 800, isNarrow: false });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const measure = () => {
      const { clientHeight: heightPx, clientWidth } = element;
      viewport.value = { ...viewport.value, heightPx, isNarrow: clientWidth < NARROW_PX };
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return viewport;
}

/** The exchanges that the search finds; only those that are visible are in the page. */
function Grid() {
  const scroller = useRef<HTMLDivElement>(null);
  const viewport = useViewport(scroller);
  const { topPx, heightPx, isNarrow } = viewport.value;
  const rowPx = isNarrow ? TALL_ROW_PX : ROW_PX;
  const list = found.value;
  const remember = useAnchor(list, rowPx, scroller);
  const cursor = cursorId.value;
  useEffect(() => {
    const at = cursor === undefined ? -1 : list.findIndex(({ id }) => id === cursor);
    if (scroller.current && at >= 0) reveal(scroller.current, at, rowPx);
  }, [cursor]);
  const first = Math.max(0, Math.floor(topPx / rowPx) - SPARE_ROWS);
  const visible = list.slice(first, Math.ceil((topPx + heightPx) / rowPx) + SPARE_ROWS);
  const showsLane = lanes.value.length > 1;
  const onScroll = () => {
    const top = scroller.current?.scrollTop ?? 0;
    remember(top);
    viewport.value = { ...viewport.value, topPx: top };
  };
  return (
    <div
      class={isNarrow ? 'list list-narrow' : 'list'}
      data-lanes={showsLane ? '' : undefined}
      role="grid"
      aria-label="Exchanges, newest first"
      aria-rowcount={list.length + 1}
      aria-activedescendant={visible.some(({ id }) => id === cursor) ? `row-${cursor}` : undefined}
      tabIndex={0}
      data-focus
    >
      <Head showsLane={showsLane} />
      <div class="scroller" ref={scroller} role="rowgroup" onScroll={onScroll} onClick={follow}>
        <div class="rows" role="presentation" style={{ height: `${list.length * rowPx}px` }}>
          {visible.map((entry, index) => (
            <Row
              key={entry.id}
              entry={entry}
              index={first + index}
              topPx={(first + index) * rowPx}
              isOpen={entry.id === openId.value}
              isAtCursor={entry.id === cursor}
              showsLane={showsLane}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** The list, or why there is nothing in it: a grid only has rows in it. */
export const TrafficList = () => (
  <div class="list-frame">
    <Grid />
    {found.value.length === 0 ? <EmptyList /> : null}
  </div>
);

/** A click on a row also moves the cursor there; with a modifier, the browser opens the link as it likes. */
function follow(event: MouseEvent): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.row') : null;
  if (!row) return;
  event.preventDefault();
  openExchange(row.id.replace('row-', ''));
}
