import type { Exchange } from '../api/types.js';
import { CopyButton } from '../parts/copy.js';
import { JsonText, pretty } from '../parts/json-text.js';
import { Pairs } from '../parts/tables.js';
import { size, took } from '../parts/time.js';

function TimingText({ timing }: { readonly timing: Exchange['timing'] | undefined }) {
  if (!timing) return null;
  const { receivedMs, judgedMs, answeredMs } = timing;
  const received = receivedMs === null ? '' : `received after ${took(receivedMs)}, `;
  return (
    <p class="muted">
      {received}decided after {took(judgedMs)}, ready to be sent after {took(answeredMs)}
    </p>
  );
}

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
          HTTP {httpStatus}, {size(bodyBytes)}
          {delivered ? '' : '; not all of it reached the client'}
        </p>
        <TimingText timing={exchange.timing} />
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
