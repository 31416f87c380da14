import { useEffect, useState } from 'preact/hooks';
import { control } from '../api/control.js';
import type { Exchange, LedgerEntry } from '../api/types.js';
import { go, linkTo } from '../state/route.js';
import { search } from '../state/traffic.js';

function Row({ entry }: { readonly entry: LedgerEntry }) {
  const { operation, arrived, accepted, duplicates, stored } = entry;
  return (
    <tr>
      <th scope="row">{operation}</th>
      <td>{arrived}</td>
      <td>{accepted}</td>
      <td>{duplicates}</td>
      <td>{stored ? 'yes' : 'no'}</td>
    </tr>
  );
}

/** What happened to the business id so far, over all its requests. */
export function LedgerPart({ exchange: { lane, businessId } }: { readonly exchange: Exchange }) {
  const [found, setFound] = useState<readonly LedgerEntry[]>([]);
  useEffect(() => {
    if (businessId === null) return;
    // a lane that was deleted in the meantime has no ledger
    control.ledger(lane, businessId).then(
      ({ entries }) => setFound(entries),
      () => setFound([]),
    );
  }, [lane, businessId]);
  if (businessId === null || found.length === 0) return null;
  const showAll = () => {
    search.value = `id:${businessId}`;
    go(linkTo('traffic'));
  };
  return (
    <section class="part" aria-labelledby="ledger">
      <h3 id="ledger">This id so far</h3>
      <div class="card">
        <table class="grid-table">
          <thead>
            <tr>
              <th scope="col">Operation</th>
              <th scope="col">Arrived</th>
              <th scope="col">Accepted</th>
              <th scope="col">Duplicates</th>
              <th scope="col">Stored</th>
            </tr>
          </thead>
          <tbody>
            {found.map((entry) => (
              <Row key={entry.partner + entry.operation} entry={entry} />
            ))}
          </tbody>
        </table>
        <button type="button" class="button" onClick={showAll}>
          Show its requests
        </button>
      </div>
    </section>
  );
}
