import { type ComponentType, Fragment } from 'preact';
import type { Partner } from '../api/types.js';
import { partners } from '../state/partners.js';
import { linkTo, place } from '../state/route.js';
import { CatalogueTab } from './catalogue-tab.js';
import { DecisionsTab } from './decisions-tab.js';
import { OpenapiTab } from './openapi-tab.js';
import { SigningTab } from './signing-tab.js';

/** What every tab shows. */
export interface TabProps {
  readonly partner: Partner;
}

const TABS: Readonly<Record<string, { readonly title: string; readonly Tab: ComponentType<TabProps> }>> = {
  codes: { title: 'Codes', Tab: CatalogueTab },
  decisions: { title: 'Decisions', Tab: DecisionsTab },
  signing: { title: 'Sign in your language', Tab: SigningTab },
  openapi: { title: 'OpenAPI', Tab: OpenapiTab },
};

function PartnerTabs({ shown, tab }: { readonly shown: Partner; readonly tab: string }) {
  return (
    <nav class="tabs" aria-label="Partners">
      {partners.value.map(({ name, title }) => (
        <a key={name} href={linkTo('docs', name, tab)} aria-current={shown.name === name ? 'page' : undefined}>
          {title}
        </a>
      ))}
    </nav>
  );
}

/** What is known of the partners, and what was decided where they are silent. */
export function DocsPage() {
  const [name, tab = 'codes'] = place.value.rest;
  const shown = partners.value.find((partner) => partner.name === name) ?? partners.value[0];
  const { Tab, title } = TABS[tab] ?? { Tab: CatalogueTab, title: 'Codes' };
  if (!shown) return <p class="empty">Reading the documentation…</p>;
  return (
    <div class="page">
      <div class="page-head">
        <h1>{title}</h1>
        <p class="muted">
          The partner's own pages:{' '}
          {shown.documents.map((link, index) => (
            <Fragment key={link}>
              {index > 0 ? ', ' : ''}
              <a href={link} target="_blank" rel="noreferrer">
                {link.replace(/^https:\/\//, '')}
              </a>
            </Fragment>
          ))}
        </p>
      </div>
      <PartnerTabs shown={shown} tab={tab} />
      <nav class="tabs tabs-small" aria-label="Topics">
        {Object.entries(TABS).map(([key, topic]) => (
          <a key={key} href={linkTo('docs', shown.name, key)} aria-current={key === tab ? 'page' : undefined}>
            {topic.title}
          </a>
        ))}
      </nav>
      <Tab key={shown.name} partner={shown} />
    </div>
  );
}
