import type { Catalogue, OutcomeClass } from '@sparring/contracts/partner';

/** Stands for a code that the catalogue of this version does not list; the error's `answeredCode` tells which. */
export const UNLISTED_CODE = 'UNLISTED_CODE';

/** The codes of one class of a catalogue. */
export type CodesOf<Table extends Catalogue, Class extends OutcomeClass> = Extract<
  Table[number],
  { readonly class: Class }
>['code'];
