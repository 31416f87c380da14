import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { needsToken } from '../api/call.js';
import { DocsPage } from '../docs/docs-page.js';
import { LanesPage } from '../lanes/lanes-page.js';
import { MovesPage } from '../moves/moves-page.js';
import { SettingsPage } from '../settings/settings-page.js';
import { loadLanes } from '../state/lanes.js';
import { loadPartners } from '../state/partners.js';
import { place } from '../state/route.js';
import { loadBoard } from '../state/rules.js';
import { sayFailure } from '../state/toast.js';
import { TrafficPage } from '../traffic/traffic-page.js';
import { Nav } from './nav.js';
import { Announcer, KeyList, Toasts } from './notices.js';
import { TokenGate } from './token-gate.js';

const PAGES: Readonly<Record<string, { readonly title: string; readonly Page: ComponentType }>> = {
  traffic: { title: 'Traffic', Page: TrafficPage },
  exchange: { title: 'Exchange', Page: TrafficPage },
  moves: { title: 'Moves', Page: MovesPage },
  lanes: { title: 'Lanes', Page: LanesPage },
  settings: { title: 'Settings', Page: SettingsPage },
  docs: { title: 'Documentation', Page: DocsPage },
};

const load = () => {
  Promise.all([loadPartners(), loadLanes(), loadBoard()]).catch(sayFailure);
};

function NoPage() {
  return (
    <div class="page">
      <h1>There is nothing here</h1>
      <p>
        The link may be mistyped. Go to the <a href="#/">traffic</a>.
      </p>
    </div>
  );
}

/** The whole page. */
export function App() {
  useEffect(load, []);
  const { page } = place.value;
  const { title, Page } = PAGES[page] ?? { title: 'Not found', Page: NoPage };
  useEffect(() => {
    document.title = `${title} · Sparring inspector`;
  }, [title]);
  if (needsToken.value) return <TokenGate onToken={load} />;
  return (
    <div class="shell">
      <button type="button" class="skip" onClick={skipToContent}>
        Skip to the content
      </button>
      <Nav />
      <main id="content" class="content" tabIndex={-1}>
        <Page />
      </main>
      <Toasts />
      <Announcer />
      <KeyList />
    </div>
  );
}

const skipToContent = () => document.getElementById('content')?.focus();
