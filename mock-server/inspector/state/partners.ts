import { computed, signal } from '@preact/signals';
import { control } from '../api/control.js';
import type { Code, Entry, OperationMoves, OutcomeClass, Partner } from '../api/types.js';

export const partners = signal<readonly Partner[]>([]);
export const operations = signal<readonly OperationMoves[]>([]);

/** Loads what never changes while the simulator runs. */
export async function loadPartners(): Promise<void> {
  const [catalogue, moves] = await Promise.all([control.catalogue(), control.moves()]);
  partners.value = catalogue.partners;
  operations.value = moves.operations;
}

const codes = computed(
  () =>
    new Map(partners.value.flatMap(({ name, catalogue }) => catalogue.map((code) => [`${name} ${code.code}`, code]))),
);

/** What the catalogue says about a code. */
export const codeOf = (partner: string | null, code: string): Code | undefined => codes.value.get(`${partner} ${code}`);

/** The class of an answer; that of a code which is in no catalogue counts as unknown. */
export const classOf = ({ partner, code }: Pick<Entry, 'partner' | 'code'>): OutcomeClass =>
  codeOf(partner, code)?.class ?? 'unknown';

export const partnerOf = (name: string | null): Partner | undefined =>
  partners.value.find((partner) => partner.name === name);
