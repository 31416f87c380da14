import type { OperationMoves } from '../api/types.js';
import { CodeBadge } from '../parts/badge.js';
import { CopyButton } from '../parts/copy.js';
import { timeOfDay } from '../parts/time.js';
import { lane } from '../state/lanes.js';
import { absolute, exchangeLink } from '../state/route.js';
import { entries } from '../state/traffic.js';

const SHOWN = 5;
/** Old traffic is of no interest here, and there may be a lot of it. */
const LOOKED_AT = 500;

/** The latest answers of an operation, each with a link to send to somebody. */
export function Recent({ shown }: { readonly shown: OperationMoves }) {
  const latest = entries.value
    .slice(0, LOOKED_AT)
    .filter(
      (entry) => entry.partner === shown.partner && entry.operation === shown.operation && entry.lane === lane.value,
    )
    .slice(0, SHOWN);
  return (
    <section class="card recent" aria-labelledby="recent-title">
      <h2 id="recent-title">Latest answers</h2>
      {latest.length === 0 ? <p class="muted">None yet. They appear here as they are sent.</p> : null}
      <ul class="recent-list">
        {latest.map(({ id, at, partner, code, businessId }) => (
          <li key={id}>
            <a href={exchangeLink(id)}>
              <span class="muted mono">{timeOfDay(at).slice(0, 8)}</span>
              <CodeBadge partner={partner} code={code} />
              <span class="recent-id">{businessId ?? ''}</span>
            </a>
            <CopyButton
              text={absolute(exchangeLink(id))}
              label={`Copy the link to ${code}, ${businessId ?? id}`}
              icon="link"
              compact
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
