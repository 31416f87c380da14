/** A text whose words between backticks are code. */
export const Prose = ({ text }: { readonly text: string }) => (
  <>{text.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part))}</>
);
