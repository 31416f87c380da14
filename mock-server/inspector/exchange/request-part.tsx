import type { Exchange, ExchangeDocument } from '../api/types.js';
import { Icon } from '../parts/icon.js';
import { Pairs } from '../parts/tables.js';
import { size } from '../parts/time.js';

function DocumentCard({ document }: { readonly document: ExchangeDocument }) {
  const { field, filename, contentType, sizeBytes, kind, widthPx, heightPx, sha256, crc32, thumbnail } = document;
  const digest = sha256 === null ? (crc32 ? `CRC-32 ${crc32}` : undefined) : `SHA-256 ${sha256}`;
  return (
    <figure class="document">
      <div class="thumbnail">
        {thumbnail === null ? (
          <Icon name="image" />
        ) : (
          <img src={thumbnail} alt={`Preview of the document in ${field || 'the body'}`} />
        )}
      </div>
      <figcaption>
        <p>
          <strong>{filename ?? (field || 'the body')}</strong> <span class="muted">{contentType ?? ''}</span>
        </p>
        <p>
          {kind ?? 'unknown kind'}, {size(sizeBytes)}
          {widthPx === null ? '' : `, ${widthPx} × ${heightPx} pixels`}
        </p>
        {digest === undefined ? null : <p class="mono muted digest">{digest}</p>}
      </figcaption>
    </figure>
  );
}

/** What the client sent; never its keys, and of documents only a small picture. */
export function RequestPart({ exchange }: { readonly exchange: Exchange }) {
  const { request } = exchange;
  if (!request) return null;
  return (
    <section class="part" aria-labelledby="request">
      <h3 id="request">Request</h3>
      <div class="card">
        <p class="mono request-line">
          {exchange.method} {request.target}
        </p>
        {request.documents.map((document, index) => (
          <DocumentCard key={index} document={document} />
        ))}
        <Pairs title="Fields" pairs={Object.entries(request.fields)} />
        <Pairs title="Headers" pairs={request.headers} />
      </div>
    </section>
  );
}
