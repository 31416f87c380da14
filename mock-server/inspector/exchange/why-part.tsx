import type { Exchange, Explanation } from '../api/types.js';
import { Source } from '../parts/badge.js';
import { commandHere } from '../parts/command.js';
import { CopyButton } from '../parts/copy.js';
import { Prose } from '../parts/prose.js';
import { classOf, codeOf } from '../state/partners.js';
import { linkTo } from '../state/route.js';
import { DiagnosisPart } from './diagnosis-part.js';

const BY: Readonly<Record<string, string>> = {
  rule: 'a rule of the lane',
  header: 'the header x-sparring-move',
  value: 'the business id',
  file: 'the metadata of the document',
};

function MoveText({ move }: { readonly move: NonNullable<Exchange['move']> }) {
  const by = BY[move.by] ?? move.by;
  return (
    <p>
      <code>{move.text}</code> was asked for by {by}
      {move.rule === null ? '' : ` (${move.rule})`}.{' '}
      {move.used ? 'It decided the answer.' : 'It was not used: the request was refused for its own reason.'}
    </p>
  );
}

interface PartOfExplanation {
  readonly explanation: Explanation;
}

/** What of the request is wrong, and what it must be. */
function WrongValue({ explanation: { value } }: PartOfExplanation) {
  if (!value) return null;
  return (
    <dl class="wrong-value">
      <dt>{value.what.replace(/^the /, '')}</dt>
      <dd>{value.sent === null ? <em>not sent</em> : <code class="wrong">{value.sent}</code>}</dd>
      <dt>must be</dt>
      <dd>{value.allowed}</dd>
    </dl>
  );
}

const inWords = (value: boolean | number | string | null) => (value === null ? 'off' : String(value));

/** The decision that a refusal rests on. */
function DecisionText({ explanation: { partner, decision } }: PartOfExplanation) {
  if (!decision) return null;
  const { id, question, answer, provenance, setting } = decision;
  return (
    <blockquote class="decision">
      <p>
        <a href={linkTo('docs', `${partner}`, 'decisions', id)}>{id}</a> {question}
      </p>
      <p>
        <Prose text={answer} />
      </p>
      <p>
        <Source {...provenance} />
        {setting ? (
          <span class="muted">
            {' '}
            · the setting <a href={linkTo('settings')}>{setting.name}</a> is {inWords(setting.value)}
          </span>
        ) : null}
      </p>
    </blockquote>
  );
}

type Way = Explanation['reproduce'][number];

const WAYS: Readonly<Record<Way['way'], string>> = {
  request: 'By the request',
  header: 'By a header',
  rule: 'By a rule',
  value: 'By the id',
  file: 'By a document',
  command: 'By a command',
};

/** Commands that talk to a simulator have to find this one, and a rule the lane of the exchange. */
function textOf({ way, text }: Way, lane: string): string {
  if (way === 'rule') return commandHere(text, lane);
  return way === 'command' ? commandHere(text) : text;
}

/** Every way to get the same answer on purpose. */
function Ways({ explanation: { reproduce }, lane }: PartOfExplanation & { readonly lane: string }) {
  if (reproduce.length === 0) return null;
  const ways = reproduce.map((one) => ({ way: one.way, text: textOf(one, lane) }));
  return (
    <details class="ways">
      <summary>Get this answer on purpose</summary>
      <dl>
        {ways.map(({ way, text }) => (
          <div key={way}>
            <dt>{WAYS[way]}</dt>
            <dd>
              {way === 'request' ? text : <code>{text}</code>}
              {way === 'request' ? null : <CopyButton text={text} label={`Copy: ${text}`} compact />}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

/** The reason as a sentence; one that starts with the name of a field keeps it as it is. */
function reasonText(reason: string | null, explanation: Explanation | undefined): string {
  if (reason === null) return 'The request was accepted.';
  const [first = ''] = reason.split(' ');
  return explanation?.value?.what.split(' ').includes(first) ? reason : sentence(reason);
}

/** What to do now; what a diagnosis says is said there. */
function Duties({ texts }: { readonly texts: readonly string[] }) {
  if (texts.length === 0) return null;
  return (
    <div class="duties">
      <h4>What to do</h4>
      <ul>
        {texts.map((text) => (
          <li key={text}>
            <Prose text={text} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function dutiesOf({ partner, code, diagnosis }: Exchange, explanation: Explanation | undefined): readonly string[] {
  if (explanation) return diagnosis ? explanation.fix.slice(1) : explanation.fix;
  const known = codeOf(partner, code);
  return known ? [known.clientAction] : [];
}

interface WhyProps {
  readonly exchange: Exchange;
  /** Absent when the exchange is no longer in the journal. */
  readonly explanation: Explanation | undefined;
}

/** Why the request got its answer, and what the client should do now. */
export function WhyPart({ exchange, explanation }: WhyProps) {
  const { reason, move, note, diagnosis } = exchange;
  const outcome = classOf(exchange);
  const cause = diagnosis ? diagnosis.cause : reasonText(reason, explanation);
  return (
    <section class="part" aria-labelledby="why">
      <h3 id="why">{outcome === 'success' ? 'What happened' : 'Why'}</h3>
      <div class={`card why why-${outcome}`}>
        <p class="reason">{cause}</p>
        {explanation && !diagnosis ? <WrongValue explanation={explanation} /> : null}
        {diagnosis ? <DiagnosisPart diagnosis={diagnosis} /> : null}
        {move ? <MoveText move={move} /> : null}
        {note === null ? null : <p>{sentence(note)}</p>}
        <Duties texts={dutiesOf(exchange, explanation)} />
        {explanation ? <DecisionText explanation={explanation} /> : null}
        {explanation ? <Ways explanation={explanation} lane={exchange.lane} /> : null}
      </div>
    </section>
  );
}
