import type { Exchange } from '../api/types.js';
import { Source } from '../parts/badge.js';
import { Prose } from '../parts/prose.js';
import { classOf, codeOf, partnerOf } from '../state/partners.js';
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

/** The decision that a refusal rests on. */
function DecisionText({ partner, id }: { readonly partner: string | null; readonly id: string }) {
  const decision = partnerOf(partner)?.decisions.find((one) => one.id === id);
  if (!decision || partner === null) return null;
  return (
    <blockquote class="decision">
      <p>
        <a href={linkTo('docs', partner, 'decisions', id)}>{id}</a> {decision.question}
      </p>
      <p>
        <Prose text={decision.answer} />
      </p>
      <p>
        <Source {...decision.provenance} />
      </p>
    </blockquote>
  );
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

/** Why the request got its answer, and what the client should do now. */
export function WhyPart({ exchange }: { readonly exchange: Exchange }) {
  const { partner, code, rule, reason, move, note, diagnosis } = exchange;
  const known = codeOf(partner, code);
  const outcome = classOf(exchange);
  return (
    <section class="part" aria-labelledby="why">
      <h3 id="why">{outcome === 'success' ? 'What happened' : 'Why'}</h3>
      <div class={`card why why-${outcome}`}>
        <p class="reason">
          {diagnosis ? diagnosis.cause : reason === null ? 'The request was accepted.' : sentence(reason)}
        </p>
        {diagnosis ? <DiagnosisPart diagnosis={diagnosis} /> : null}
        {move ? <MoveText move={move} /> : null}
        {note === null ? null : <p>{sentence(note)}</p>}
        {rule === null ? null : <DecisionText partner={partner} id={rule} />}
        {known ? (
          <p class="duty">
            <strong>The client must:</strong> <Prose text={known.clientAction} />
          </p>
        ) : null}
      </div>
    </section>
  );
}
