import type { FaultEffect, FaultForm } from './fault.js';

/** For documents: what is stored by a fault with the forms of {@link beforeOrAfter}. */
export const STORED_BEFORE_OR_AFTER =
  'after, the default: the document, and a request that the partner refuses gets its refusal instead; before: nothing.';

/** The forms of a fault that strikes before or, by default, after the partner has stored the document. */
export function beforeOrAfter(effect: FaultEffect): readonly FaultForm[] {
  const when = { name: 'when', kind: 'word' } as const;
  return [
    {
      parameters: [{ ...when, words: ['after'], example: 'after', default: 'after' }],
      effect: () => ({ ...effect, onlyAccepted: true }),
    },
    {
      parameters: [{ ...when, words: ['before'], example: 'before' }],
      effect: () => ({ ...effect, storesNothing: true }),
    },
  ];
}
