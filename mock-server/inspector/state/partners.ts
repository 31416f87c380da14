import { computed, signal } from '@preact/signals';
import { control } from '../api/control.js';
import type { Code, OperationMoves, OutcomeClass, Partner } from '../api/types.js';

export const partners = signal<readonly Partner[]>([]);
export const operations = signal<readonly OperationMoves[]>([]);

/** Whether the journal keeps documents, so that there can be pictures of them. */
export const keepsDocuments = signal(false);

/** Loads what never changes while the simulator runs. */
export async function loadPartners(): Promise<void> {
  const [catalogue, moves, health] = await Promise.all([control.catalogue(), control.moves(), control.health()]);
  keepsDocuments.value = health.keepsDocuments;
  partners.value = catalogue.partners;
  operations.value = moves.operations;
}

const codes = computed(
  () =>
    new Map(partners.value.flatMap(({ name, catalogue }) => catalogue.map((code) => [`${name} ${code.code}`, code]))),
);

/** What the catalogue says about a code. */
export const codeOf = (partner: string | null, code: string): Code | undefined => codes.value.get(`${partner} ${code}`);

/** The class of an answer; a code that is in no catalogue is an error of the simulator, which refuses. */
export const classOf = ({ partner, code }: { readonly partner: string | null; readonly code: string }): OutcomeClass =>
  codeOf(partner, code)?.class ?? 'refused';

export const partnerOf = (name: string | null): Partner | undefined =>
  partners.value.find((partner) => partner.name === name);
