import type { AnswerSchema, OperationOutcome } from './operation.js';
import type { Catalogue, CatalogueEntry } from './partner.js';

/**
 * Finds a code in a catalogue.
 * @throws RangeError when the code is not in the catalogue, which is a bug of ours.
 */
export function entryOf<Code extends string>(catalogue: Catalogue<Code>, code: string): CatalogueEntry<Code> {
  const entry = catalogue.find((candidate) => candidate.code === code);
  if (!entry) throw new RangeError(`the catalogue has no code ${code}`);
  return entry;
}

/** The text of a code, with the first `%s` replaced by the name of the field and any further `%s` removed. */
export function renderText(entry: CatalogueEntry, subject = ''): string {
  return entry.text.replace('%s', subject).replaceAll('%s', '').trim();
}

/** One outcome per code of a catalogue, in catalogue order, all with the same HTTP status and answer schema. */
export function everyCode<Code extends string>(
  catalogue: Catalogue<Code>,
  httpStatus: number,
  answer: AnswerSchema,
): readonly OperationOutcome<Code>[] {
  return catalogue.map(({ code }) => ({ code, httpStatus, ...answer }));
}
