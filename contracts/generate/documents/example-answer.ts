import type { CatalogueEntry, Operation, OperationOutcome, PartnerContract, Stamp } from '@sparring/contracts';

/** Examples use a fixed time and no randomness, so the files do not change from run to run. */
const STAMP: Stamp = {
  at: new Date('2026-01-01T00:00:00Z'),
  hex: (digits) => '0123456789abcdef'.repeat(4).slice(0, digits),
};

/** An answer with a code, as the partner encodes it with its default settings. */
export function exampleAnswer(
  partner: PartnerContract,
  operation: Operation,
  { httpStatus, exampleData: data = operation.exampleData }: OperationOutcome,
  { code, class: outcomeClass, moveSubject: subject = '' }: CatalogueEntry,
): object {
  const settings = Object.fromEntries(
    Object.entries(partner.settings).map(([name, { default: value }]) => [name, value]),
  );
  const outcome =
    outcomeClass === 'success'
      ? ({ kind: 'accepted', code, httpStatus, data } as const)
      : ({ kind: 'refused', code, httpStatus, rule: '', reason: '', subject } as const);
  return partner.encode(outcome, STAMP, settings);
}
