import type { Exchange } from '../api/types.js';
import { CopyButton } from '../parts/copy.js';
import { JsonText, pretty } from '../parts/json-text.js';
import { Pairs } from '../parts/tables.js';

/** What was answered, byte for byte as far as the journal keeps it. */
export function AnswerPart({ exchange }: { readonly exchange: Exchange }) {
  const { answer } = exchange;
  if (!answer) return null;
  const { httpStatus, headers, body, bodyBytes, delivered } = answer;
  return (
    <section class="part" aria-labelledby="answer">
      <h3 id="answer">Answer</h3>
      <div class="card">
        <p>
          HTTP {httpStatus}, {bodyBytes} bytes
          {delivered ? '' : '; not all of it reached the client'}
        </p>
        {body === null ? null : (
          <div class="body-text">
            <CopyButton text={body} label="Copy the answer" compact />
            <JsonText text={pretty(body)} label="Body of the answer" />
          </div>
        )}
        <Pairs title="Headers" pairs={headers} />
      </div>
    </section>
  );
}
