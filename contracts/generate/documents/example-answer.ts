import type { CatalogueEntry, Operation, PartnerContract, Stamp } from '@sparring/contracts';

/** Examples use a fixed time and no randomness, so the files do not change from run to run. */
const STAMP: Stamp = {
  at: new Date('2026-01-01T00:00:00Z'),
  hex: (digits) => '0123456789abcdef'.repeat(4).slice(0, digits),
};

/** An answer with a code, as the partner encodes it with its default settings. */
export function exampleAnswer(partner: PartnerContract, operation: Operation, entry: CatalogueEntry): object {
  const settings = Object.fromEntries(
    Object.entries(partner.settings).map(([name, { default: value }]) => [name, value]),
  );
  const outcome =
    entry.class === 'success'
      ? ({ kind: 'accepted', code: entry.code, data: operation.exampleData } as const)
      : ({ kind: 'refused', code: entry.code, rule: '', reason: '', subject: entry.moveSubject ?? '' } as const);
  return partner.encode(outcome, STAMP, settings);
}
