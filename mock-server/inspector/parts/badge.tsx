import type { Provenance } from '../api/types.js';
import { classOf, codeOf } from '../state/partners.js';

const CLASS_TEXTS = { success: 'success', refused: 'refused', unknown: 'unknown outcome' } as const;

/** A code with the color of its class, which is also said in words. */
export function CodeBadge({ partner, code }: { readonly partner: string | null; readonly code: string }) {
  const outcome = classOf({ partner, code });
  return (
    <span class={`code code-${outcome}`} title={codeOf(partner, code)?.text}>
      {code}
      <span class="visually-hidden">, {CLASS_TEXTS[outcome]}</span>
    </span>
  );
}

/** The class of an answer, in words. */
export const ClassTag = ({ outcome }: { readonly outcome: keyof typeof CLASS_TEXTS }) => (
  <span class={`tag tag-${outcome}`}>{CLASS_TEXTS[outcome]}</span>
);

const isLink = (text: string) => /^https:\/\/\S+$/.test(text);

/** Where something comes from: the kind as a word, the source as a text with links. */
export function Source({ kind, source }: Provenance) {
  return (
    <span class="source">
      <span class={`provenance provenance-${kind}`}>{kind}</span>{' '}
      {source.split(/(https:\/\/[^\s)]+)/).map((part) =>
        isLink(part) ? (
          <a href={part} target="_blank" rel="noreferrer">
            {part.replace(/^https:\/\//, '')}
          </a>
        ) : (
          part
        ),
      )}
    </span>
  );
}
