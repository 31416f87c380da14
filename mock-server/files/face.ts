import type { Person } from './person.js';
import type { Color } from './raster.js';

/** What a document is about, as a color: an answer of that class, a fault, or a plain document. */
export type Tone = 'success' | 'refused' | 'unknown' | 'fault' | 'plain';

/** What a document says. */
export interface Face {
  readonly person: Person;
  /** What the document does, in a few words. */
  readonly title: string;
  /** Details; long ones are broken, and what does not fit is left out. */
  readonly lines: readonly string[];
  readonly tone: Tone;
}

/** The color of each tone, dark enough for white letters on it. */
export const TONE_COLORS: Readonly<Record<Tone, Color>> = {
  success: [21, 128, 87],
  refused: [190, 41, 51],
  unknown: [176, 98, 4],
  fault: [109, 62, 190],
  plain: [47, 88, 143],
};

/** The text when both the bitmap font and Helvetica can show it. */
export const drawable = (text: string): string | undefined => (/^[ -~]*$/.test(text) ? text : undefined);

/** The fields of the document that are about the person. */
export const personFields = ({ name, born, documentNumber }: Person): readonly (readonly [string, string])[] => [
  ['Name', name],
  ['Date of birth', born],
  ['Document number', documentNumber],
  ['Nationality', 'Utopian'],
];

/** What every document says about itself. */
export const DISCLAIMER = 'Made-up person. Test file of Sparring. Not a real document.';
