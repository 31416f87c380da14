import { isReachable } from '../api/call.js';
import { Icon, type IconName } from '../parts/icon.js';
import { showsKeys } from '../state/keyboard.js';
import { lanes } from '../state/lanes.js';
import { linkTo, place } from '../state/route.js';
import { armed } from '../state/rules.js';
import { nextTheme, theme } from '../state/theme.js';
import { heldCount, live } from '../state/traffic.js';

interface Item {
  readonly page: string;
  readonly title: string;
  readonly icon: IconName;
  readonly count?: () => number;
  readonly counted?: string;
}

const ITEMS: readonly Item[] = [
  { page: 'traffic', title: 'Traffic', icon: 'traffic' },
  { page: 'moves', title: 'Moves', icon: 'moves', count: () => armed.value.length, counted: 'armed' },
  {
    page: 'lanes',
    title: 'Lanes',
    icon: 'lanes',
    count: () => Math.max(0, lanes.value.length - 1),
    counted: 'created',
  },
  { page: 'settings', title: 'Settings', icon: 'settings' },
  { page: 'docs', title: 'Docs', icon: 'docs' },
];

function NavLink({ page, title, icon, count, counted }: Item) {
  const shown = place.value.page === 'exchange' ? 'traffic' : place.value.page;
  const number = count?.() ?? 0;
  return (
    <a class="nav-link" href={linkTo(page)} aria-current={shown === page ? 'page' : undefined}>
      <Icon name={icon} />
      <span>{title}</span>
      {number > 0 ? (
        <span class="count">
          {number}
          <span class="visually-hidden"> {counted}</span>
        </span>
      ) : null}
    </a>
  );
}

const THEME_TEXTS = { auto: 'Colors: as the system', light: 'Colors: light', dark: 'Colors: dark' } as const;

function Connection() {
  const state = isReachable.value ? (live.value ? 'live' : 'paused') : 'lost';
  const text = {
    live: 'Live',
    paused: `Paused${heldCount.value > 0 ? `, ${heldCount.value} new` : ''}`,
    lost: 'No connection',
  }[state];
  return (
    <span class={`connection connection-${state}`} role="status">
      {text}
    </span>
  );
}

/** Where to go, and what holds for the whole page. */
export function Nav() {
  return (
    <header class="nav">
      <a class="brand" href={linkTo('traffic')} aria-label="Sparring inspector">
        <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="7" />
          <path d="M8 20.5c1.6 2.3 4.4 3.5 7.8 3.5 4.6 0 7.7-2.2 7.7-5.6 0-3.2-2.3-4.4-6.7-5.1-3.5-.5-4.6-1-4.6-2.3 0-1.3 1.3-2.1 3.5-2.1 2.1 0 3.7.7 4.9 2.2" />
        </svg>
        <span>Sparring</span>
      </a>
      <nav class="nav-links" aria-label="Pages">
        {ITEMS.map((item) => (
          <NavLink key={item.page} {...item} />
        ))}
      </nav>
      <div class="nav-end">
        <Connection />
        <div class="nav-buttons">
          <button
            type="button"
            class="icon-button"
            aria-label={THEME_TEXTS[theme.value]}
            title={THEME_TEXTS[theme.value]}
            onClick={nextTheme}
            data-theme-button
          >
            <Icon name={theme.value} />
          </button>
          <button
            type="button"
            class="icon-button keys-button"
            aria-label="Keyboard shortcuts"
            title="Keyboard shortcuts (?)"
            onClick={() => {
              showsKeys.value = true;
            }}
          >
            <Icon name="help" />
          </button>
        </div>
      </div>
    </header>
  );
}
