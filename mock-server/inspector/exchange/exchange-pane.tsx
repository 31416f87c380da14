import { useEffect, useState } from 'preact/hooks';
import { CallError } from '../api/call.js';
import { control } from '../api/control.js';
import type { Entry, Exchange, Explanation } from '../api/types.js';
import { bindKeys } from '../state/keyboard.js';
import { sayFailure } from '../state/toast.js';
import { entries } from '../state/traffic.js';
import { closeExchange } from '../traffic/selection.js';
import { copyExchangeLink, repeatAnswer } from './actions.js';
import { AnswerPart } from './answer-part.js';
import { EmptyHead, ExchangeHead } from './exchange-head.js';
import { LedgerPart } from './ledger-part.js';
import { RequestPart } from './request-part.js';
import { StepsPart } from './steps-part.js';
import { WhyPart } from './why-part.js';

function Gone({ id, known }: { readonly id: string; readonly known: Entry | undefined }) {
  return (
    <div class="card notice">
      <h2>{known ? 'The details are gone' : 'There is no such exchange'}</h2>
      <p>
        The journal keeps the latest exchanges of each lane, and a reset clears it. <code>{id}</code> is no longer, or
        never was, in it.
      </p>
    </div>
  );
}

interface Found {
  readonly exchange: Exchange;
  readonly explanation: Explanation | undefined;
}

/** Reads an exchange and its explanation, which are shown at once, so that nothing moves later. */
async function find(id: string, signal: AbortSignal): Promise<Found> {
  const [exchange, explanation] = await Promise.all([
    control.entryWithoutPictures(id, signal), // the preview shows the document itself
    control.explanation(id, signal).catch(() => undefined),
  ]);
  return { exchange, explanation };
}

/** Reads an exchange; until it is there, what the list knows of it is shown. */
function useExchange(id: string) {
  const known = entries.value.find((entry) => entry.id === id);
  const [read, setRead] = useState<Found | 'gone' | undefined>();
  useEffect(() => {
    const abort = new AbortController();
    find(id, abort.signal).then(setRead, (error: unknown) => {
      if (abort.signal.aborted) return;
      if (error instanceof CallError && error.status === 404) setRead('gone');
      else sayFailure(error);
    });
    return () => abort.abort();
  }, [id]);
  const found = read === 'gone' ? undefined : read;
  return { exchange: found?.exchange ?? known, explanation: found?.explanation, isGone: read === 'gone', known };
}

function Parts({ exchange, explanation }: Found) {
  return (
    <>
      <WhyPart exchange={exchange} explanation={explanation} />
      <StepsPart partner={exchange.partner} steps={exchange.steps ?? []} />
      <RequestPart exchange={exchange} />
      <AnswerPart exchange={exchange} />
      <LedgerPart exchange={exchange} />
    </>
  );
}

/** One exchange: what was sent, what was decided and why, what was answered. */
export function ExchangePane({ id }: { readonly id: string }) {
  const { exchange, explanation, isGone, known } = useExchange(id);
  useEffect(
    () =>
      bindKeys({
        c: () => copyExchangeLink(id),
        r: () => exchange && repeatAnswer(exchange),
      }),
    [exchange],
  );
  return (
    <article class="exchange" aria-label="Exchange" aria-busy={!exchange && !isGone} data-scrolls>
      {exchange ? <ExchangeHead exchange={exchange} onClose={closeExchange} /> : <EmptyHead onClose={closeExchange} />}
      <div class="exchange-body">
        {isGone ? <Gone id={id} known={known} /> : null}
        {exchange ? <Parts exchange={exchange} explanation={explanation} /> : null}
        {exchange || isGone ? null : <p class="empty">Reading the exchange…</p>}
      </div>
    </article>
  );
}
