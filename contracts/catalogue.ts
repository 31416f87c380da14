import type { AnswerSchema, OperationOutcome } from './operation.js';
import type { Catalogue, CatalogueEntry } from './partner.js';

/**
 * Finds a code in a catalogue.
 * @throws RangeError when the catalogue does not have the code: a bug of ours.
 */
export function entryOf<Code extends string>(catalogue: Catalogue<Code>, code: string): CatalogueEntry<Code> {
  const entry = catalogue.find((candidate) => candidate.code === code);
  if (!entry) throw new RangeError(`the catalogue has no code ${code}`);
  return entry;
}

/** The text of a code with the field's name in place of the first `%s`; further ones are empty. */
export function renderText(entry: CatalogueEntry, subject = ''): string {
  return entry.text.replace('%s', subject).replaceAll('%s', '').trim();
}

/** Outcomes for every code of a catalogue, in its order, with one HTTP status and one answer schema. */
export function everyCode<Code extends string>(
  catalogue: Catalogue<Code>,
  httpStatus: number,
  answer: AnswerSchema,
): readonly OperationOutcome<Code>[] {
  return catalogue.map(({ code }) => ({ code, httpStatus, ...answer }));
}
