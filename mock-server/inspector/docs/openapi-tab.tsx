import { useEffect, useState } from 'preact/hooks';
import { control } from '../api/control.js';
import { CopyButton } from '../parts/copy.js';
import { Icon } from '../parts/icon.js';
import { JsonText } from '../parts/json-text.js';
import { save } from '../parts/save.js';
import { sayFailure } from '../state/toast.js';
import type { TabProps } from './docs-page.js';

/** The OpenAPI description of a partner. */
export function OpenapiTab({ partner: { name } }: TabProps) {
  const [text, setText] = useState('');
  useEffect(() => {
    control.openapi(name).then((description) => setText(JSON.stringify(description, null, 2)), sayFailure);
  }, [name]);
  if (text === '') return <p class="empty">Reading the description…</p>;
  const download = () => save(`${name}.json`, new Blob([text], { type: 'application/json' }));
  return (
    <section class="card" aria-label={`OpenAPI description of ${name}`}>
      <div class="actions">
        <button type="button" class="button" onClick={download}>
          <Icon name="download" />
          Download {name}.json
        </button>
        <CopyButton text={text} label="Copy" />
      </div>
      <JsonText text={text} label={`OpenAPI description of ${name}`} />
    </section>
  );
}
