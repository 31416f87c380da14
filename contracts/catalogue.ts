import type { Catalogue, CatalogueEntry } from './partner.js';

/**
 * Finds a code in a catalogue.
 * @throws RangeError when the catalogue does not know the code: a bug of ours.
 */
export function entryOf<Code extends string>(catalogue: Catalogue<Code>, code: string): CatalogueEntry<Code> {
  const entry = catalogue.find((candidate) => candidate.code === code);
  if (!entry) throw new RangeError(`the catalogue has no code ${code}`);
  return entry;
}

/** The text of a code with the field's name in place of the first `%s`; further ones are empty. */
export function wordText(entry: CatalogueEntry, subject = ''): string {
  return entry.text.replace('%s', subject).replaceAll('%s', '').trim();
}
