import { useEffect, useState } from 'preact/hooks';
import { CredentialsCard } from '../lanes/credentials-card.js';
import { CopyButton } from '../parts/copy.js';
import { Icon } from '../parts/icon.js';
import { save } from '../parts/save.js';
import { Scroll } from '../parts/scroll.js';
import { lane, lanes } from '../state/lanes.js';
import { sayFailure } from '../state/toast.js';
import type { TabProps } from './docs-page.js';
import { loadPrograms, type Program } from './programs.js';

function ProgramCard({ programs }: { readonly programs: readonly Program[] }) {
  const [name, setName] = useState('');
  const shown = programs.find((program) => program.name === name) ?? programs[0];
  if (!shown) return null;
  return (
    <section class="card program" aria-label={`Program in ${shown.language}`}>
      <div class="program-head">
        <fieldset class="segments">
          <legend class="visually-hidden">Language</legend>
          {programs.map((program) => (
            <button
              key={program.name}
              type="button"
              class="segment"
              aria-pressed={program === shown}
              onClick={() => setName(program.name)}
            >
              {program.language}
            </button>
          ))}
        </fieldset>
        <CopyButton text={shown.text} label="Copy" />
        <button type="button" class="button" onClick={() => save(shown.name, new Blob([shown.text]))}>
          <Icon name="download" />
          {shown.name}
        </button>
      </div>
      <Scroll class="program-text" label={`Source of ${shown.name}`}>
        {shown.text}
      </Scroll>
    </section>
  );
}

/** Complete programs that sign, and the variables that they read, with the keys of the lane. */
export function SigningTab({ partner: { name } }: TabProps) {
  const [programs, setPrograms] = useState<readonly Program[]>([]);
  useEffect(() => {
    loadPrograms(name).then(setPrograms, sayFailure);
  }, [name]);
  const summary = lanes.value.find((one) => one.name === lane.value);
  return (
    <div class="doc-list">
      <section class="card" aria-labelledby="variables">
        <h2 id="variables">Variables of the lane {lane.value}</h2>
        <p class="muted">The programs read them. Keys are copied without being shown.</p>
        {summary ? <CredentialsCard summary={summary} partner={name} /> : null}
      </section>
      <ProgramCard programs={programs} />
    </div>
  );
}
