import { useState } from 'preact/hooks';
import { sayFailure } from '../state/toast.js';
import { Icon, type IconName } from './icon.js';

const SHOWN_MS = 1_500;

/** Off loopback and without HTTPS, browsers have no clipboard for pages; the old way still works. */
function copyByCommand(text: string): void {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'visually-hidden';
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}

/** Copies a text. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) await navigator.clipboard.writeText(text);
  else copyByCommand(text);
}

interface CopyProps {
  /** What is copied; a function is asked when the button is pressed. */
  readonly text: string | (() => Promise<string>);
  readonly label: string;
  readonly icon?: IconName;
  /** Only an icon; the label is for screen readers and as a tooltip. */
  readonly compact?: boolean;
  readonly id?: string;
}

/** A button that copies a text and says so in its own place. */
export function CopyButton({ text, label, icon = 'copy', compact = false, id }: CopyProps) {
  const [copied, setCopied] = useState(false);
  const copy = async (event: Event) => {
    event.stopPropagation();
    try {
      await copyText(typeof text === 'string' ? text : await text());
      setCopied(true);
      setTimeout(() => setCopied(false), SHOWN_MS);
    } catch (error) {
      sayFailure(error);
    }
  };
  const shown = copied ? 'Copied' : label;
  return (
    <button
      type="button"
      id={id}
      class={compact ? 'icon-button' : 'button'}
      title={compact ? label : undefined}
      aria-label={compact ? label : undefined}
      onClick={copy}
    >
      <Icon name={copied ? 'check' : icon} />
      {compact ? null : <span class="copy-label">{shown}</span>}
      {copied ? (
        <span class="visually-hidden" role="status">
          Copied
        </span>
      ) : null}
    </button>
  );
}
