import { type Case, type Composer, type Exchange, mainExchange, type NamedCase, readCases } from '@sparring/cases';
import { entryOf, type Operation } from '@sparring/contracts';
import { makeDocument } from '#simulator/files/make-document.js';

/** An accepted request of one operation. */
export interface AcceptedCase {
  readonly operation: Operation;
  readonly accepted: NamedCase;
  /** Whether it sends nothing before the request that is accepted. */
  readonly single: boolean;
}

/** A small accepted request of each operation that has one among its cases. */
export function acceptedCases({ contract, typical }: Composer): readonly AcceptedCase[] {
  const found = readCases(contract.name).filter((one) => {
    const { answer, request } = mainExchange(one);
    return entryOf(contract.catalogue, answer.code).class === 'success' && !request.move && !one.settings;
  });
  return contract.operations.flatMap((operation) => {
    const own = found
      .filter((one) => mainExchange(one).operation === operation.name)
      .sort((one, other) => one.steps.length - other.steps.length);
    const accepted = own.find(({ name }) => name === typical.accepted) ?? own[0];
    return accepted ? [{ operation, accepted, single: accepted.steps.length === 1 }] : [];
  });
}

/** A case whose last request is changed, and may expect another answer. */
export function withRequest(one: Case, request: Partial<Exchange['request']>, answer = mainExchange(one).answer): Case {
  const main = mainExchange(one);
  return { ...one, steps: [...one.steps.slice(0, -1), { ...main, request: { ...main.request, ...request }, answer }] };
}

const SPECIMEN = /\{"\$specimen":"(jpeg|png|pdf)"\}/g;

/** A case whose documents carry a move; `undefined` when it has no document. */
export function withDocumentMove<One extends Case>(one: One, move: string): One | undefined {
  const text = JSON.stringify(one);
  if (text.match(SPECIMEN) === null) return undefined;
  const documentOf = (kind: 'jpeg' | 'png' | 'pdf') => makeDocument({ kind, move, title: move, lines: [], seed: '1' });
  return JSON.parse(
    text.replaceAll(SPECIMEN, (_match, kind) => JSON.stringify({ $hex: documentOf(kind).toString('hex') })),
  );
}
