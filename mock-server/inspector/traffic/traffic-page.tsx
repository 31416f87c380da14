import { useEffect } from 'preact/hooks';
import { ExchangePane } from '../exchange/exchange-pane.js';
import { bindKeys } from '../state/keyboard.js';
import { toggleLive } from '../state/traffic.js';
import { TrafficList } from './list.js';
import { closeExchange, cursorId, isWide, moveCursor, openExchange, openId } from './selection.js';
import { Toolbar } from './toolbar.js';

const KEYS = {
  j: () => moveCursor(1),
  k: () => moveCursor(-1),
  ArrowDown: () => moveCursor(1),
  ArrowUp: () => moveCursor(-1),
  PageDown: () => moveCursor(20),
  PageUp: () => moveCursor(-20),
  Home: () => moveCursor(Number.NEGATIVE_INFINITY),
  End: () => moveCursor(Number.POSITIVE_INFINITY),
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
      ) : null}
      {id === undefined ? null : <ExchangePane key={id} id={id} />}
    </div>
  );
}
