import { useEffect, useState } from 'preact/hooks';
import { control } from '../api/control.js';
import type { Lane, LaneSummary } from '../api/types.js';
import { CopyButton } from '../parts/copy.js';
import { Scroll } from '../parts/scroll.js';
import { sayFailure } from '../state/toast.js';
import { FORMS, masked, ofPartner } from './credentials.js';

/** Masks are wider than what they hide, so `=` and quotes around them would only confuse. */
const shownText = (text: string) => text.replaceAll(/["']?(•+)["']?/g, '$1');

interface CardProps {
  readonly summary: LaneSummary;
  /** Only the credentials of this partner. */
  readonly partner?: string;
}

/** The credentials of a lane, ready to be copied. Keys are copied without being shown, unless somebody asks. */
export function CredentialsCard({ summary, partner }: CardProps) {
  const [lane, setLane] = useState<Lane | undefined>();
  const [chosen, setChosen] = useState(FORMS[0]);
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    control.lane(summary.name).then((found) => setLane(ofPartner(found, partner)), sayFailure);
  }, [summary.name, partner]);
  if (!lane || !chosen) return <p class="muted">Reading the credentials…</p>;
  const text = chosen.write(lane);
  const shown = isShown ? text : shownText(chosen.write(masked(lane, Object.values(summary.callers))));
  return (
    <div class="credentials">
      <div class="credentials-head">
        <fieldset class="segments">
          <legend class="visually-hidden">Format</legend>
          {FORMS.map((form) => (
            <button
              key={form.name}
              type="button"
              class="segment"
              aria-pressed={form.name === chosen.name}
              onClick={() => setChosen(form)}
            >
              {form.title}
            </button>
          ))}
        </fieldset>
        <button type="button" class="button" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
          {isShown ? 'Hide keys' : 'Show keys'}
        </button>
        <CopyButton text={text} label={`Copy as ${chosen.title}`} />
      </div>
      <Scroll class="credentials-text" label={`Credentials of the lane ${lane.name}`}>
        {shown}
      </Scroll>
    </div>
  );
}
