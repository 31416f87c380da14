import type { ExchangeStep } from '../api/types.js';
import { Source } from '../parts/badge.js';
import { partnerOf } from '../state/partners.js';

const MARKS = { passed: '✓', refused: '✕', skipped: '–' } as const;

interface StepProps {
  readonly partner: string | null;
  readonly step: ExchangeStep;
}

function Step({ partner, step }: StepProps) {
  const { name, verdict, rule, provenance, source, reason } = step;
  const question = partnerOf(partner)?.decisions.find(({ id }) => id === name)?.question;
  return (
    <li class={`step step-${verdict}`}>
      <span class="step-mark" aria-hidden="true">
        {MARKS[verdict]}
      </span>
      <div class="step-text">
        <p>
          <span class="step-name">{name}</span> {question} <span class="muted">{verdict}</span>
          {rule === null || rule === name ? null : <span class="chip">{rule}</span>}
        </p>
        {reason === null ? null : <p>{reason}</p>}
        {provenance === null ? null : <Source kind={provenance} source={source ?? ''} />}
      </div>
    </li>
  );
}

/** Every step of the judgement, in order; the first refusal wins. */
export function StepsPart({
  partner,
  steps,
}: Pick<StepProps, 'partner'> & { readonly steps: readonly ExchangeStep[] }) {
  if (steps.length === 0) return null;
  return (
    <section class="part" aria-labelledby="steps">
      <h3 id="steps">Steps</h3>
      <ol class="card steps">
        {steps.map((step, index) => (
          <Step key={index} partner={partner} step={step} />
        ))}
      </ol>
    </section>
  );
}
