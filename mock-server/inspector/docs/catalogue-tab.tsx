import { ClassTag, Source } from '../parts/badge.js';
import type { TabProps } from './docs-page.js';

/** Every code of a partner: what it means, what triggers it, what the client must do. */
export function CatalogueTab({ partner: { catalogue } }: TabProps) {
  return (
    <div class="doc-list">
      {catalogue.map(({ code, class: outcome, text, trigger, clientAction, provenance }) => (
        <article key={code} class="card doc" aria-label={code}>
          <header class="doc-head">
            <h2 class={`code code-${outcome}`}>{code}</h2>
            <ClassTag outcome={outcome} />
          </header>
          <p>{text}</p>
          <dl class="doc-facts">
            <dt>Triggered by</dt>
            <dd>{trigger ?? 'Nothing; only a move.'}</dd>
            <dt>The client must</dt>
            <dd>{clientAction}</dd>
            <dt>Source</dt>
            <dd>
              <Source {...provenance} />
            </dd>
          </dl>
        </article>
      ))}
    </div>
  );
}
