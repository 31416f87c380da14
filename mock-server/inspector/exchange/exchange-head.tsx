import { control } from '../api/control.js';
import type { Exchange } from '../api/types.js';
import { ClassTag, CodeBadge } from '../parts/badge.js';
import { CopyButton } from '../parts/copy.js';
import { Icon } from '../parts/icon.js';
import { save } from '../parts/save.js';
import { fullTime, size, timeOfDay, took } from '../parts/time.js';
import { classOf, codeOf } from '../state/partners.js';
import { absolute, exchangeLink } from '../state/route.js';
import { attempt } from '../state/toast.js';
import { moveOf, repeatAnswer } from './actions.js';

interface HeadProps {
  readonly exchange: Exchange;
  readonly onClose: () => void;
}

/** Forms for other programs; old exchanges have lost what they are made from. */
function Exports({ exchange: { id, request } }: { readonly exchange: Exchange }) {
  if (!request) return null;
  const download = async (format: 'har' | 'pact') => {
    await attempt(async () => save(`${id}.${format}.json`, new Blob([await control.exported(id, format)])));
  };
  return (
    <>
      <CopyButton text={() => control.exported(id, 'curl')} label="Copy as curl" />
      <button type="button" class="button" onClick={() => download('har')}>
        <Icon name="download" />
        HAR
      </button>
      <button type="button" class="button" onClick={() => download('pact')}>
        <Icon name="download" />
        Pact
      </button>
    </>
  );
}

function Actions({ exchange }: { readonly exchange: Exchange }) {
  const { id, code } = exchange;
  const move = moveOf(exchange);
  return (
    <div class="actions">
      <CopyButton text={absolute(exchangeLink(id))} label="Copy link" icon="link" id="copy-link" />
      {move === undefined ? null : (
        <button
          type="button"
          class="button"
          title={`The next request gets ${move === code ? code : move}`}
          onClick={() => repeatAnswer(exchange)}
        >
          <Icon name="repeat" />
          Get this answer again
        </button>
      )}
      <Exports exchange={exchange} />
    </div>
  );
}

function Facts({ exchange }: { readonly exchange: Exchange }) {
  const { lane, at, businessId, httpStatus, bodyBytes, tookMs, id } = exchange;
  const facts = [
    ['Business id', businessId ?? 'none', true],
    ['Lane', lane, false],
    ['Time', timeOfDay(at), false],
    ['HTTP status', String(httpStatus), false],
    ['Took', took(tookMs), false],
    ['Received', size(bodyBytes), false],
    ['Exchange', id, true],
  ] as const;
  return (
    <dl class="facts">
      {facts.map(([name, value, isCode]) => (
        <div key={name} title={name === 'Time' ? fullTime(at) : undefined}>
          <dt>{name}</dt>
          <dd class={isCode ? 'mono' : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function CloseButton({ onClose }: Pick<HeadProps, 'onClose'>) {
  return (
    <button type="button" class="icon-button" aria-label="Close the exchange" title="Close (Esc)" onClick={onClose}>
      <span class="only-wide">
        <Icon name="close" />
      </span>
      <span class="only-narrow">
        <Icon name="back" />
      </span>
    </button>
  );
}

/** The head of an exchange of which nothing is known. */
export const EmptyHead = ({ onClose }: Pick<HeadProps, 'onClose'>) => (
  <header class="exchange-head">
    <div class="exchange-title">
      <CloseButton onClose={onClose} />
    </div>
  </header>
);

/** What happened, in a few lines, and what can be done with it. */
export function ExchangeHead({ exchange, onClose }: HeadProps) {
  const { partner, operation, code, method, path } = exchange;
  return (
    <header class="exchange-head">
      <div class="exchange-title">
        <CloseButton onClose={onClose} />
        <h2>
          <CodeBadge partner={partner} code={code} />
        </h2>
        <ClassTag outcome={classOf(exchange)} />
        <span class="exchange-operation">
          <span class="muted">{partner}</span> {operation ?? 'no operation'}
        </span>
      </div>
      <p class="meaning">{codeOf(partner, code)?.text}</p>
      <p class="mono muted request-line">
        {method} {path}
      </p>
      <Facts exchange={exchange} />
      <Actions exchange={exchange} />
    </header>
  );
}
