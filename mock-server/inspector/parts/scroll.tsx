import type { ComponentChildren } from 'preact';

interface ScrollProps {
  readonly label: string;
  readonly class: string;
  readonly children: ComponentChildren;
}

/** A text that may be longer than its box, which the keyboard can scroll too. */
export const Scroll = ({ label, class: style, children }: ScrollProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
  <section class={style} aria-label={label} tabIndex={0}>
    <pre>{children}</pre>
  </section>
);
