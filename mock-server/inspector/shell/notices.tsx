import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Dialog } from '../parts/dialog.js';
import { Icon } from '../parts/icon.js';
import { KEYS, showsKeys } from '../state/keyboard.js';
import { classOf } from '../state/partners.js';
import { dismiss, toasts } from '../state/toast.js';
import { entries } from '../state/traffic.js';

/** Short messages, in a corner. */
export function Toasts() {
  return (
    <section class="toasts" aria-label="Messages" aria-live="polite">
      {toasts.value.map(({ id, kind, text, link }) => (
        <div key={id} class={`toast toast-${kind}`}>
          <p>
            {text} {link ? <a href={link.href}>{link.text}</a> : null}
          </p>
          <button type="button" class="icon-button" aria-label="Dismiss" onClick={() => dismiss(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </section>
  );
}

/** Screen readers hear of new exchanges, but not more often than this. */
const ANNOUNCE_MS = 5_000;
const announcement = signal('');

function startAnnouncing(): () => void {
  let heard = entries.peek()[0]?.number ?? 0;
  const timer = setInterval(() => {
    const [latest] = entries.peek();
    if (!latest || latest.number <= heard) return;
    const count = latest.number - heard;
    heard = latest.number;
    announcement.value = `${count} new ${count === 1 ? 'exchange' : 'exchanges'}; latest: ${latest.code}, ${classOf(latest)}`;
  }, ANNOUNCE_MS);
  return () => clearInterval(timer);
}

/** Says what has come, for those who do not see it. */
export function Announcer() {
  useEffect(startAnnouncing, []);
  return (
    <p class="visually-hidden" aria-live="polite">
      {announcement.value}
    </p>
  );
}

/** What each key does. */
export function KeyList() {
  if (!showsKeys.value) return null;
  const close = () => {
    showsKeys.value = false;
  };
  return (
    <Dialog title="Keyboard shortcuts" onClose={close}>
      <dl class="keys">
        {KEYS.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
