import { useEffect, useRef } from 'preact/hooks';
import { Source } from '../parts/badge.js';
import { Prose } from '../parts/prose.js';
import { linkTo, place } from '../state/route.js';
import type { TabProps } from './docs-page.js';

/** What is done where the partner's documents are silent or contradict themselves. */
export function DecisionsTab({ partner: { decisions } }: TabProps) {
  const [, , id] = place.value.rest;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.querySelector('[data-chosen]')?.scrollIntoView({ block: 'center' }), [id]);
  return (
    <div class="doc-list" ref={list}>
      {decisions.map((decision) => (
        <article
          key={decision.id}
          class="card doc"
          data-chosen={decision.id === id ? '' : undefined}
          aria-label={decision.id}
        >
          <header class="doc-head">
            <span class="chip">{decision.id}</span>
            <h2>{decision.question}</h2>
          </header>
          <p>
            <Prose text={decision.answer} />
          </p>
          <p>
            <Source {...decision.provenance} />
            {decision.setting === undefined ? null : (
              <>
                {' '}
                · change it with the setting <a href={linkTo('settings')}>{decision.setting}</a>
              </>
            )}
          </p>
        </article>
      ))}
    </div>
  );
}
