import { useEffect, useState } from 'preact/hooks';
import { control } from '../api/control.js';
import type { Exchange, ExchangeDocument } from '../api/types.js';
import { Icon } from '../parts/icon.js';
import { Pairs } from '../parts/tables.js';
import { size } from '../parts/time.js';

interface DocumentProps {
  readonly exchange: string;
  readonly index: number;
  readonly document: ExchangeDocument;
}

/** The bytes of a document, as an address that a picture can be loaded from; only when the simulator keeps documents. */
function useBytes({ exchange, index, document }: DocumentProps): string | undefined {
  const [url, setUrl] = useState<string | undefined>();
  useEffect(() => {
    if (!document.kept) return undefined;
    const abort = new AbortController();
    let made: string | undefined;
    control.received(exchange, index, abort.signal).then(
      (bytes) => {
        made = URL.createObjectURL(bytes);
        setUrl(made);
      },
      () => {}, // the oldest documents are dropped first: then there is no preview
    );
    return () => {
      abort.abort();
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [exchange, index]);
  return url;
}

const PICTURES = ['jpeg', 'png'];

function Preview({ document, bytes }: { readonly document: ExchangeDocument; readonly bytes: string | undefined }) {
  const { field, kind } = document;
  const preview = PICTURES.includes(kind ?? '') ? bytes : undefined;
  return (
    <div class="thumbnail">
      {preview === undefined ? (
        <Icon name="image" />
      ) : (
        <img src={preview} alt={`Preview of the document in ${field || 'the body'}`} />
      )}
    </div>
  );
}

function digestOf({ sha256, crc32 }: ExchangeDocument): string {
  if (sha256 !== null) return `SHA-256 ${sha256}`;
  return crc32 === null ? '' : `CRC-32 ${crc32}`;
}

function DocumentCard(props: DocumentProps) {
  const { exchange, index, document } = props;
  const { field, filename, contentType, sizeBytes, kind, widthPx, heightPx } = document;
  const bytes = useBytes(props);
  return (
    <figure class="document">
      <Preview document={document} bytes={bytes} />
      <figcaption>
        <p>
          <strong>{filename ?? (field || 'the body')}</strong> <span class="muted">{contentType ?? ''}</span>
        </p>
        <p>
          {kind ?? 'unknown kind'}, {size(sizeBytes)}
          {widthPx === null ? '' : `, ${widthPx} × ${heightPx} pixels`}
        </p>
        <p class="mono muted digest">{digestOf(document)}</p>
        {bytes === undefined ? null : (
          <a href={bytes} download={`${exchange}-${index}.${kind ?? 'bin'}`}>
            Download
          </a>
        )}
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
          <DocumentCard key={index} exchange={exchange.id} index={index} document={document} />
        ))}
        <Pairs title="Fields" pairs={Object.entries(request.fields)} />
        <Pairs title="Headers" pairs={request.headers} />
      </div>
    </section>
  );
}
