import { useEffect } from 'preact/hooks';
import { ExchangePane } from '../exchange/exchange-pane.js';
import { bindKeys } from '../state/keyboard.js';
import { toggleLive } from '../state/traffic.js';
import { TrafficList } from './list.js';
import { closeExchange, cursorId, isWide, moveCursor, openExchange, openId } from './selection.js';
import { Toolbar } from './toolbar.js';

/** Moves the cursor, and the focus to the list: the next Enter is for the row, not for the button that was used last. */
function move(rows: number): void {
  document.querySelector<HTMLElement>('[data-focus]')?.focus();
  moveCursor(rows);
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  PageDown: () => move(20),
  PageUp: () => move(-20),
  Home: () => move(Number.NEGATIVE_INFINITY),
  End: () => move(Number.POSITIVE_INFINITY),
  Enter: () => {
    const id = cursorId.peek();
    if (id !== undefined) openExchange(id);
  },
  Escape: closeExchange,
  p: toggleLive,
};

/** The list of exchanges, and the one that is open beside it or, where there is no room, instead of it. */
export function TrafficPage() {
  useEffect(() => bindKeys(KEYS), []);
  const id = openId.value;
  const showsList = id === undefined || isWide.value;
  return (
    <div class={id !== undefined && showsList ? 'traffic traffic-split' : 'traffic'}>
      {showsList ? (
        <section class="traffic-list" aria-label="Traffic">
          <h1 class="visually-hidden">Traffic</h1>
          <Toolbar />
          <TrafficList />
        </section>
      ) : (
        <h1 class="visually-hidden">Exchange</h1>
      )}
      {id === undefined ? null : <ExchangePane key={id} id={id} />}
    </div>
  );
}
